"""Extensions, the web's role, and what it may touch by default."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("create extension if not exists postgis")
    op.execute("create extension if not exists pg_trgm")
    # the embedded server and a database office make the role beforehand; elsewhere the owner must be able to
    op.execute(
        "do $$ begin if not exists (select from pg_roles where rolname = 'planhub_web')"
        " then create role planhub_web nologin; end if; end $$"
    )
    # with one address alone the web connects as the owner and takes the web role by SET ROLE
    op.execute(
        "do $$ begin if not pg_has_role(current_user, 'planhub_web', 'member')"
        " then execute format('grant planhub_web to %I', current_user); end if;"
        " exception when insufficient_privilege then"
        " raise notice 'grant planhub_web to the web''s login by hand'; end $$"
    )
    op.execute("grant usage on schema public to planhub_web")
    op.execute(
        "alter default privileges in schema public grant select, insert, update, delete on tables to planhub_web"
    )
    op.execute("alter default privileges in schema public grant usage on sequences to planhub_web")


def downgrade() -> None:
    op.execute("alter default privileges in schema public revoke all on sequences from planhub_web")
    op.execute("alter default privileges in schema public revoke all on tables from planhub_web")
    op.execute("revoke usage on schema public from planhub_web")

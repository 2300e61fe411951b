"""`planhub sample`: believable data to show, to try and to measure with; never for a real installation."""

from dataclasses import asdict

import click
from sqlalchemy import text

from planhub import clock
from planhub.cli import sample_national
from planhub.cli.sample_national import progress
from planhub.config import Settings
from planhub.database import engine_for, open_session
from planhub.errors import PlanHubError
from planhub.sampling import filling, multiplying, office_list


@click.command()
@click.option("--proposals", type=click.IntRange(1), help="Fill up to so many proposals, over all areas.")
@click.option("--national", is_flag=True, help="Fill all villages: five years, whole logs.")
@click.option(
    "--per-village",
    type=click.IntRange(1),
    default=sample_national.PER_VILLAGE,
    show_default=True,
    help="With --national: so many items a village.",
)
@click.option("--list", "a_list", is_flag=True, help="A sample list of an office, its source and a key.")
@click.option("--seed", type=int, default=filling.SEED, show_default=True, help="Same seed, same data.")
def sample(
    proposals: int | None, national: bool, per_village: int, a_list: bool, seed: int
) -> list[dict[str, str]] | dict[str, str] | None:
    """Write sample data: rounds, agencies, one account for each role, and needs in every stage.

    Run again it only gives the sample accounts new passwords. With --proposals it fills all villages and
    subdistricts up to that number instead, without accounts, to measure with; run again it tops up.
    --national does so for the whole country: some 3.75 million items and 30 million rows of their logs once
    the villages are loaded. That takes minutes and about 40 GB of disk.
    """
    settings = Settings()
    try:
        if a_list:
            return _write_list(settings, seed)
        if national:
            sample_national.fill(settings, per_village=per_village, seed=seed)
            return None
        if proposals is None:
            return _fill(settings, seed)
        _multiply(settings, proposals, seed)
    except PlanHubError as error:
        raise click.ClickException(str(error.sentence)) from error
    return None


def _write_list(settings: Settings, seed: int) -> dict[str, str]:
    with open_session(settings) as session:
        folder = settings.data / "examples"
        told = office_list.write_example(session, folder, at=clock.now(), seed=seed)
    click.echo(f"{told['file']}: a list of source {told['source']}")
    return told


def _fill(settings: Settings, seed: int) -> list[dict[str, str]]:
    with progress() as bar, open_session(settings) as session:
        task = bar.add_task("Sample", total=None)
        sign_ins = filling.fill(
            session,
            at=clock.now(),
            seed=seed,
            uploads=settings.uploads,
            report=lambda done, total: bar.update(task, completed=done, total=total),
        )
    return [asdict(one) for one in sign_ins]


def _multiply(settings: Settings, proposals: int, seed: int) -> None:
    """One transaction a province, so that a run cut off goes on where it stopped."""
    at = clock.now()
    with open_session(settings) as session:
        multiplying.prepare(session, at=at)
        quotas = multiplying.quotas(session, proposals)
    missing = sum(quota.missing for quota in quotas)
    with progress() as bar:
        task = bar.add_task("Proposals", total=missing)
        for quota in quotas:
            with open_session(settings) as session:
                multiplying.multiply(session, quota, at=at, seed=seed)
            bar.advance(task, quota.missing)
    if missing:
        _settle(settings)
    click.echo(f"{missing:,} proposals written, {sum(quota.standing for quota in quotas):,} stood before.")


def _settle(settings: Settings) -> None:
    """Tell the planner what the tables now hold, and merge what the text indexes keep pending."""
    engine = engine_for(settings)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum (analyze)"))
    engine.dispose()

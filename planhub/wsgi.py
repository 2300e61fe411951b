"""The application for gunicorn: `gunicorn planhub.wsgi:app`."""

from planhub.app import create_app

app = create_app()

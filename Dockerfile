# Throughcare: the API and the staff pages, on 8000. DATABASE_URL and the other settings (docs/settings.md) come from
# the environment. Everything that people record or upload is kept in the database.

FROM node:22-slim AS assets
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --omit=dev
FROM python:3.11-slim AS assets-ready
WORKDIR /src
COPY dev.py ./
COPY --from=assets /src/node_modules node_modules
RUN python -c "from pathlib import Path; import dev; dev.copy_assets(Path('node_modules'), Path('/assets'))"

FROM python:3.11-slim AS environment
WORKDIR /srv
RUN python -m venv /srv/.venv
COPY requirements-run.lock ./
RUN /srv/.venv/bin/pip install --no-cache-dir --require-hashes -r requirements-run.lock
COPY pyproject.toml ./
COPY app app
RUN /srv/.venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation -e .

FROM python:3.11-slim
ENV PATH=/srv/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOST=0.0.0.0 PORT=8000
WORKDIR /srv
RUN useradd --system --uid 10001 --no-create-home throughcare && install -d -o throughcare /srv/var
COPY --from=environment /srv/.venv .venv
COPY --from=environment /srv/app app
COPY pyproject.toml ./
COPY migrations migrations
COPY --from=assets-ready /assets var/assets
USER throughcare
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/health/ping', timeout=2)"]
CMD ["throughcare", "serve"]

# Two stages: the first makes the virtual environment, the second runs it as a user without rights.
FROM python:3.11-slim AS build
COPY requirements.lock /tmp/requirements.lock
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /tmp/requirements.lock

FROM python:3.11-slim
RUN useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin app \
 && install --directory --owner app --group app --mode 0700 /data /keys /questions
COPY --from=build /opt/venv /opt/venv
COPY app.py LICENSE /app/
COPY migrations /app/migrations
COPY governance /app/governance
WORKDIR /app
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATABASE_URL=sqlite:////data/ai-consent.sqlite3 \
    KEY_FILE=/keys/app.key \
    KEY_STORE=/questions \
    HEARTBEAT_FILE=/data/heartbeat
USER app
VOLUME ["/data", "/keys", "/questions"]
# The directory's first reading may take minutes in a large workspace; signs of life come from the first tick on.
HEALTHCHECK --interval=60s --timeout=20s --start-period=120s --retries=3 CMD ["python", "-m", "governance", "healthy"]
# No shell in between: SIGTERM reaches the app, which finishes what it began and exits within 10 seconds.
STOPSIGNAL SIGTERM
CMD ["python", "app.py"]

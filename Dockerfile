# The portal in one image; which process it is, the command says (docker-compose.yml).

FROM python:3.11.15-slim-bookworm@sha256:d29f48a31a8b408ed19272ca1e7b10ebae13b240a27e862d3d4217c528e2e0c3 AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
COPY requirements.txt /
RUN /venv/bin/pip install --no-deps --require-hashes --only-binary :all: -r /requirements.txt

FROM python:3.11.15-slim-bookworm@sha256:d29f48a31a8b408ed19272ca1e7b10ebae13b240a27e862d3d4217c528e2e0c3
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PORTAL_DATA_DIR=/data \
    STATIC_ROOT=/app/static
RUN groupadd --system --gid 10001 portal \
 && useradd --system --uid 10001 --gid portal --home-dir /data --no-create-home portal \
 && install --directory --owner portal --group portal --mode 0700 /data /data/tmp
COPY --from=build /venv /venv
WORKDIR /app
COPY manage.py ./
COPY gitops_portal gitops_portal
COPY templates templates
COPY frontend frontend
COPY prices prices
COPY scripts/healthy.py scripts/healthy.py
# Once, for all processes that start: the image is read-only, and compiling takes as long as evaluating a small plan.
RUN python -m compileall -q gitops_portal
# In a data folder of its own: the key that settings make there must not get into the image.
RUN PORTAL_DATA_DIR=/tmp/build python manage.py collectstatic --no-input --verbosity 0 && rm -rf /tmp/build
USER portal
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["python", "scripts/healthy.py", "web"]
CMD ["granian", "gitops_portal.asgi:application", "--interface", "asgi", "--http", "1", "--no-ws", "--http1-header-read-timeout", "10000", "--backlog", "2048", "--backpressure", "8192", "--respawn-failed-workers", "--workers-kill-timeout", "10", "--workers", "2", "--host", "0.0.0.0"]

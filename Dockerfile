# The portal in one image; which process it is, the command says (docker-compose.yml).

FROM python:3.11.14-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
COPY requirements.txt /
RUN /venv/bin/pip install --no-deps --require-hashes --only-binary :all: -r /requirements.txt

FROM python:3.11.14-slim-bookworm
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PORTAL_DATA_DIR=/data \
    STATIC_ROOT=/app/static
RUN groupadd --system --gid 10001 portal \
 && useradd --system --uid 10001 --gid portal --home-dir /data --no-create-home portal \
 && install --directory --owner portal --group portal --mode 0700 /data
COPY --from=build /venv /venv
WORKDIR /app
COPY manage.py ./
COPY gitops_portal gitops_portal
COPY templates templates
COPY frontend frontend
COPY prices prices
COPY scripts/healthy.py scripts/healthy.py
# In a data folder of its own: the key that settings make there must not get into the image.
RUN PORTAL_DATA_DIR=/tmp/build python manage.py collectstatic --no-input --verbosity 0 && rm -rf /tmp/build
USER portal
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["python", "scripts/healthy.py", "web"]
CMD ["gunicorn", "gitops_portal.wsgi", "--worker-class", "gthread", "--workers", "2", "--threads", "8", "--bind", "0.0.0.0:8000"]

# One image for web, worker and beat; compose.yml shows how they run together.

FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install -r requirements.txt
WORKDIR /kam
COPY . .
RUN /venv/bin/pybabel compile --directory kam/locale --domain django \
 && SECRET_KEY=of-the-build-only /venv/bin/python manage.py collectstatic --no-input --verbosity 0

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home kam && install --directory --owner kam /data
COPY --from=build /venv /venv
COPY --from=build /kam /kam
WORKDIR /kam
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MEDIA_ROOT=/data
USER kam
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "kam.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]

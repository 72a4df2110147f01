# The application for a server: one process, no root, nothing written but /data.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1 UV_NO_CACHE=1
RUN pip install --no-cache-dir uv
RUN useradd --system --uid 10001 --home-dir /app suprovid && mkdir -p /app /data /schemas && chown suprovid /app /data /schemas

WORKDIR /app
USER suprovid
COPY --chown=suprovid pyproject.toml README.md LICENSE app.py ./
COPY --chown=suprovid .streamlit .streamlit
COPY --chown=suprovid pages pages
COPY --chown=suprovid schemas schemas
COPY --chown=suprovid suprovid suprovid
RUN uv sync --no-dev --extra postgresql

ENV SUPROVID_DATA=/data SUPROVID_LISTEN=0.0.0.0
EXPOSE 8501
VOLUME /data
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
    CMD ["/app/.venv/bin/python", "-c", "import urllib.request as u; u.urlopen('http://localhost:8501/_stcore/health', timeout=4)"]
CMD ["/app/.venv/bin/suprovid", "--headless", "--port", "8501"]

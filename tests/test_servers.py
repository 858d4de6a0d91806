"""The servers that other tests rely on are real ones."""

from __future__ import annotations

import psycopg
import pytest
import redis

from tests.servers import Database, Queue

pytestmark = pytest.mark.servers


def test_every_database_is_fresh(postgres: Database) -> None:
    for _ in range(2):
        with postgres.fresh() as url, psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE once (id int)")


def test_the_queue_answers(redis_server: Queue) -> None:
    with redis.from_url(redis_server.url) as client:
        assert client.ping()

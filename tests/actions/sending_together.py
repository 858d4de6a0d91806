"""Run as a program: eight threads send the same messages at the same moment; out, as JSON, what arrived how often."""

from __future__ import annotations

import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import django
from django.conf import settings
from django.db import connection

HANDS, TOPICS, EACH = 8, 4, 3


def main() -> None:
    django.setup()
    from gitops_portal.actions import channels, clock, deliver, outbox
    from gitops_portal.core import message
    from gitops_portal.core.model import Actor, ActorKind
    from gitops_portal.records.models import Delivery
    from tests.hooks import Behaviour, server

    by = Actor(ActorKind.PORTAL, "test")
    with server() as hook:
        settings.OUTBOUND_HOSTS = [hook.host]
        hook.answers(Behaviour(body=b"k", slow=0.1))
        channel, _ = channels.add(by, "webhook", "hook", {"url": hook.url})
        for topic in range(TOPICS):
            for number in range(EACH):
                made = message.test(f"{topic} {number}", "", clock.now().isoformat())
                outbox.write(channel, made, topic=f"topic {topic}", number=number)
        Delivery.objects.update(state=Delivery.WAITING)  # as if nobody had looked when the newer ones were written
        keys = list(Delivery.objects.order_by("pk").values_list("pk", flat=True))
        start = threading.Barrier(HANDS)

        def send(_: int) -> None:
            start.wait()
            for pk in keys:
                deliver.send(pk)
            connection.close()

        with ThreadPoolExecutor(HANDS) as pool:
            list(pool.map(send, range(HANDS)))
        arrived = Counter(json.loads(asked.body)["data"]["headline"] for asked in hook.asked)
    states = Counter(Delivery.objects.values_list("state", flat=True))
    told = {"vendor": connection.vendor, "arrived": arrived, "states": states}
    print(json.dumps(told))  # noqa: T201 - what the test reads


if __name__ == "__main__":
    main()

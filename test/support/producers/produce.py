"""Sends the messages of test/support/producers/messages.ts by librdkafka: python produce.py BOOTSTRAP TOPIC CODEC COUNT"""

import sys

from confluent_kafka import Producer

MODES = ["plain", "idempotent", "transactional"]
bootstrap, topic, codec, count = sys.argv[1:4] + [int(sys.argv[4])]


def message(mode, i):
    value = f"{codec} {mode} {i} é".encode()
    if i % 13 == 0:
        value = None
    elif i % 5 == 0:
        value = b""
    elif i % 4 == 0:
        value = bytes([0xFF, 0x00, i % 256])
    headers = [("h", bytes([i % 256])), ("h", None), ("é", b"")] if i % 3 == 0 else []
    return dict(
        key=f"k{i % 7}".encode(), value=value, headers=headers, timestamp=1_700_000_000_000 + i, partition=0
    )


for mode in MODES:
    settings = {
        "bootstrap.servers": bootstrap,
        "compression.type": codec,
        "linger.ms": 50,
        "enable.idempotence": mode != "plain",
    }
    if mode == "transactional":
        settings["transactional.id"] = f"librdkafka-{topic}"
    producer = Producer(settings)
    if mode == "transactional":
        producer.init_transactions()
    thirds = [range(count * n // 3, count * (n + 1) // 3) for n in range(3)]
    for n, part in enumerate(thirds):
        if mode == "transactional":
            producer.begin_transaction()
        for i in part:
            producer.produce(topic, **message(mode, i))
        producer.flush()
        if mode == "transactional":
            # The second one is aborted.
            producer.abort_transaction() if n == 1 else producer.commit_transaction()

# Reads a topic to its end with confluent-kafka, many messages a call, as its documentation advises for speed.
# librdkafka pauses for a second whenever its queue is full (fetch.queue.backoff.ms): `quick` takes that away.
# Usage: python read_confluent.py BOOTSTRAP TOPIC [quick]
import json
import sys
import time

from confluent_kafka import OFFSET_BEGINNING, Consumer, TopicPartition

bootstrap, topic, *quick = sys.argv[1:]
started = time.perf_counter()
settings = {"bootstrap.servers": bootstrap, "group.id": "bench", "enable.auto.commit": False, "check.crcs": True}
consumer = Consumer(settings | ({"fetch.queue.backoff.ms": 5} if quick else {}))
partitions = [TopicPartition(topic, p) for p in consumer.list_topics(topic, timeout=10).topics[topic].partitions]
left = {}
for partition in partitions:
    low, high = consumer.get_watermark_offsets(partition, timeout=10)
    if high > low:
        left[partition.partition] = high
consumer.assign([TopicPartition(topic, p, OFFSET_BEGINNING) for p in left])
count = size = 0
while left:
    messages = consumer.consume(5000, timeout=1.0)
    for message in messages:
        if message.error():
            raise RuntimeError(message.error())
        count += 1
        size += len(message.value())
    for p in {m.partition(): m.offset() for m in messages}.items():
        if p[1] + 1 >= left.get(p[0], 1 << 62):
            del left[p[0]]
seconds = time.perf_counter() - started
consumer.close()
print(json.dumps({"messages": count, "bytes": size, "seconds": seconds}))

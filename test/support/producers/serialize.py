"""
Sends students to topics by Confluent's own serializers, which register their schemas:

    python serialize.py BOOTSTRAP REGISTRY USER PASSWORD CA

Two topics for each of avro, protobuf, json: in the first the id of the schema stands before the value, in the second its
GUID in a header (avro-prefix, avro-header, …).
"""

import datetime
import decimal
import json
import sys

from confluent_kafka import Producer
from confluent_kafka.schema_registry import (
    Schema,
    SchemaReference,
    SchemaRegistryClient,
    header_schema_id_serializer,
    prefix_schema_id_serializer,
    topic_subject_name_strategy,
)
from confluent_kafka.schema_registry.avro import AvroSerializer
from confluent_kafka.schema_registry.json_schema import JSONSerializer
from confluent_kafka.schema_registry.protobuf import ProtobufSerializer
from confluent_kafka.serialization import MessageField, SerializationContext
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory, timestamp_pb2  # noqa: F401

bootstrap, url, user, password, ca = sys.argv[1:]
client = SchemaRegistryClient({"url": url, "basic.auth.user.info": f"{user}:{password}", "ssl.ca.location": ca})
producer = Producer({"bootstrap.servers": bootstrap, "linger.ms": 5})

BIG = 9_007_199_254_740_993
SEEN = datetime.datetime(2024, 12, 1, 8, 0, 0, 123000, tzinfo=datetime.timezone.utc)
PLACES = {"prefix": prefix_schema_id_serializer, "header": header_schema_id_serializer}


def settings(place):
    return {"schema.id.serializer": PLACES[place], "subject.name.strategy": topic_subject_name_strategy}


def send(topic, serializer, value):
    context = SerializationContext(topic, MessageField.VALUE, [])
    producer.produce(topic, value=serializer(value, context), headers=context.headers, partition=0)
    producer.flush()


# Avro: a type of another subject, and a second version of the schema.

VILLE = {"type": "record", "name": "Ville", "namespace": "fr.ecole", "fields": [{"name": "nom", "type": "string"}]}
V1 = {
    "type": "record",
    "name": "Etudiant",
    "namespace": "fr.ecole",
    "fields": [{"name": "nom", "type": "string"}, {"name": "age", "type": "int"}],
}
V2 = {
    **V1,
    "fields": [
        {"name": "nom", "type": "string"},
        {"name": "age", "type": "long"},
        {"name": "note", "type": ["null", "double"], "default": None},
        {"name": "niveau", "type": {"type": "enum", "name": "Niveau", "symbols": ["L3", "M1"]}, "default": "L3"},
        {"name": "inscrit", "type": {"type": "int", "logicalType": "date"}, "default": 0},
        {"name": "vu", "type": {"type": "long", "logicalType": "timestamp-micros"}, "default": 0},
        {
            "name": "prix",
            "type": {"type": "bytes", "logicalType": "decimal", "precision": 20, "scale": 2},
            "default": "\u0000",
        },
        {"name": "ville", "type": ["null", "fr.ecole.Ville"], "default": None},
    ],
}

client.register_schema("ville", Schema(json.dumps(VILLE), "AVRO"))
for place in PLACES:
    topic = f"avro-{place}"
    send(topic, AvroSerializer(client, json.dumps(V1), conf=settings(place)), {"nom": "Zoé", "age": 22})
    references = [SchemaReference("fr.ecole.Ville", "ville", 1)]
    send(
        topic,
        AvroSerializer(client, Schema(json.dumps(V2), "AVRO", references), conf=settings(place)),
        {
            "nom": "Al",
            "age": BIG,
            "note": 14.3,
            "niveau": "M1",
            "inscrit": SEEN.date(),
            "vu": SEEN,
            "prix": decimal.Decimal("726238597903828.56"),
            "ville": {"nom": "Orléans"},
        },
    )


# Protobuf: a type of another file, and one that is neither the first nor at the top.

F = descriptor_pb2.FieldDescriptorProto


def field(message, number, name, kind, type_name=None, optional=False):
    new = message.field.add(name=name, number=number, type=kind, label=F.LABEL_OPTIONAL, type_name=type_name)
    if optional:
        new.proto3_optional = True
        new.oneof_index = len(message.oneof_decl)
        message.oneof_decl.add(name=f"_{name}")


def student(message):
    field(message, 1, "nom", F.TYPE_STRING)
    field(message, 2, "age", F.TYPE_INT64)
    field(message, 3, "note", F.TYPE_FLOAT, optional=True)
    field(message, 4, "vu", F.TYPE_MESSAGE, ".google.protobuf.Timestamp")
    field(message, 5, "ville", F.TYPE_MESSAGE, ".fr.ecole.Ville")
    field(message, 6, "niveau", F.TYPE_ENUM, ".fr.ecole.Niveau")


ville = descriptor_pb2.FileDescriptorProto(name="ville.proto", package="fr.ecole", syntax="proto3")
field(ville.message_type.add(name="Ville"), 1, "nom", F.TYPE_STRING)

ecole = descriptor_pb2.FileDescriptorProto(name="ecole.proto", package="fr.ecole", syntax="proto3")
ecole.dependency.extend(["google/protobuf/timestamp.proto", "ville.proto"])
niveau = ecole.enum_type.add(name="Niveau")
niveau.value.add(name="INCONNU", number=0)
niveau.value.add(name="M1", number=1)
student(ecole.message_type.add(name="Etudiant"))
ecole.message_type.add(name="Groupe").nested_type.add(name="Vide")
student(ecole.message_type[1].nested_type.add(name="Membre"))

pool = descriptor_pool.Default()
pool.Add(ville)
pool.Add(ecole)

for place in PLACES:
    for name, value in {
        "fr.ecole.Etudiant": {"nom": "Zoé", "age": 22},
        "fr.ecole.Groupe.Membre": {"nom": "Al", "age": BIG, "note": 14.3, "niveau": 1},
    }.items():
        message = message_factory.GetMessageClass(pool.FindMessageTypeByName(name))(**value)
        if name.endswith("Membre"):
            message.vu.FromDatetime(SEEN)
            message.ville.nom = "Orléans"
        send(f"protobuf-{place}", ProtobufSerializer(type(message), client, settings(place)), message)


# JSON

SCHEMA = json.dumps({"title": "Etudiant", "type": "object", "properties": {"nom": {"type": "string"}}})
for place in PLACES:
    send(
        f"json-{place}",
        JSONSerializer(SCHEMA, client, conf=settings(place)),
        {"nom": "Zoé", "age": BIG, "note": 14.3},
    )

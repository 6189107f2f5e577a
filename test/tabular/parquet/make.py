"""Writes the Parquet files of these tests with pyarrow (26.0.1), in the folder of this script."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

here = Path(__file__).parent


def utc(micros):
    return dt.datetime(2024, 12, 1, 8, 0, 0, micros, tzinfo=dt.timezone.utc)


filieres = pa.table(
    {
        "Filière": ["Biologie", "Informatique", "Physique"],
        "places": pa.array([30, 60, None], pa.int32()),
    }
)
for codec in ["none", "snappy", "gzip", "zstd", "brotli", "lz4"]:
    pq.write_table(filieres, here / f"filieres-{codec}.parquet", compression=codec)

types = pa.table(
    {
        "id": pa.array([9007199254740993, -1, 7], pa.int64()),
        "u64": pa.array([18446744073709551615, 1, 2], pa.uint64()),
        "prix": pa.array([Decimal("0.35"), Decimal("-12345678901234.56"), Decimal("0.07")], pa.decimal128(20, 2)),
        "petit": pa.array([Decimal("1.5"), Decimal("-0.5"), None], pa.decimal128(5, 1)),
        "jour": pa.array([dt.date(2024, 11, 24), dt.date(1, 1, 1), None], pa.date32()),
        "quand": pa.array([utc(123456), utc(500000), utc(0)], pa.timestamp("us", tz="UTC")),
        "nano": pa.array([1733040000123456789, 1733040000000000000, -1], pa.timestamp("ns", tz="UTC")),
        "local": pa.array([dt.datetime(2024, 12, 1, 9, 0), None, None], pa.timestamp("ms")),
        "actif": pa.array([True, False, None], pa.bool_()),
        "note": pa.array([14.5, float("nan"), None], pa.float64()),
        "octets": pa.array([b"abc", b"\xff\x00", None], pa.binary()),
        "notes": pa.array([[1, 2], [], None], pa.list_(pa.int32())),
        "adresse": pa.array([{"ville": "Évry"}, None, {"ville": None}], pa.struct([("ville", pa.string())])),
        "constructor": ["a", "b", "c"],
    }
)
pq.write_table(types, here / "types.parquet", compression="none")
pq.write_table(filieres.schema.empty_table(), here / "empty.parquet", compression="none")

numbers = pa.table({"n": pa.array(range(1000), pa.int64())})
pq.write_table(numbers, here / "groups.parquet", row_group_size=300, compression="none")

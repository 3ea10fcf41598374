"""Running totals of words, with a checkpoint."""
import sys

from pyspark import SparkContext, StorageLevel
from pyspark.streaming import StreamingContext

CHECKPOINT = "/tmp/checkpoint"


def add(new, total):
    return sum(new) + (total or 0)


def create():
    sc = SparkContext(appName="RunningCount")
    ssc = StreamingContext(sc, 5)
    ssc.checkpoint(CHECKPOINT)
    lines = ssc.socketTextStream(
        sys.argv[1], int(sys.argv[2]), StorageLevel.MEMORY_ONLY)
    counts = (
        lines.flatMap(lambda line: line.split(" "))
        .map(lambda word: (word, 1))
        .updateStateByKey(add)
    )
    counts.pprint()
    counts.foreachRDD(lambda time, rdd: rdd.map(lambda pair: pair[0]).count())
    return ssc


if __name__ == "__main__":
    context = StreamingContext.getOrCreate(CHECKPOINT, create)
    context.start()
    context.awaitTermination()

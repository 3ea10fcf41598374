# -*- coding: latin-1 -*-
# Python 2: print and exec are statements, names of exceptions follow a comma.
from pyspark import SparkContext
from pyspark.streaming import StreamingContext
from pyspark.streaming.kafka import KafkaUtils, OffsetRange

ranges = []


def keep(rdd):
    global ranges
    ranges = rdd.offsetRanges()
    return rdd


def show(rdd):
    for o in ranges:
        print "%s %s" % (o.topic, o.untilOffset),
    try:
        print >>out, `rdd.count()`
    except IOError, e:
        raise ValueError, "no count: %s" % e


def swap((key, value)):
    return value, key


ssc = StreamingContext(SparkContext(appName="old"), 02)
stream = KafkaUtils.createDirectStream(ssc, ["pages"], {"metadata.broker.list": "b:9092"})
pages = stream.transform(keep).map(swap).filter(lambda (v, k): v <> u"" and k != 0xFFL)
pages.foreachRDD(show)
exec "ssc.start()" in globals()
ssc.start()
ssc.awaitTermination()

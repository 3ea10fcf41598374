package com.amazonaws.services.kinesis.metrics.interfaces;

/** As the AWS SDK for Java 1 names it: checkpoints of Spark's Kinesis module hold it. */
public enum MetricsLevel {
  NONE,
  SUMMARY,
  DETAILED
}

package io.twinstream

/** What the state of the ports of jobs can be kept by on this Spark: a word of `--state-api`. */
object StateApis {
  val all: Seq[String] =
    if (org.apache.spark.SPARK_VERSION.startsWith("3.")) Seq("groups") else Seq("groups", "transform")
}

package io.twinstream.ends

import io.twinstream.api.{EndSettings, RowFormat, Sink, SinkRows}
import io.twinstream.ends.kafka.KafkaClientSettings
import io.twinstream.jobs.wordcount.CountedWord

/** Sinks as a command line names them. */
object OpenSinks {

  /** Of rows whose class the sink does not ask for. */
  def parse[R](spec: String, format: RowFormat, run: String): Sink[R] =
    parse(spec, format, run, classOf[CountedWord].asInstanceOf[Class[R]], true, KafkaClientSettings.NONE)

  def parse[R](
      spec: String,
      format: RowFormat,
      run: String,
      row: Class[R],
      isOfBatch: Boolean,
      client: KafkaClientSettings
  ): Sink[R] =
    Sinks.open(spec, new SinkRows(row, format, run, isOfBatch), EndSettings.NONE.`with`(client))
}

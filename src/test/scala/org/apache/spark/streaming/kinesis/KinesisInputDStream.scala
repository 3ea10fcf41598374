package org.apache.spark.streaming.kinesis

import com.amazonaws.services.kinesis.metrics.interfaces.MetricsLevel
import java.util.concurrent.LinkedBlockingQueue
import org.apache.spark.storage.StorageLevel
import org.apache.spark.streaming.dstream.ReceiverInputDStream
import org.apache.spark.streaming.receiver.Receiver
import org.apache.spark.streaming.{Duration, StreamingContext}
import scala.reflect.ClassTag

// What a checkpoint holds of Spark's module for Kinesis (connector/kinesis-asl, 2.2 to 4.x), which is not
// served for every line: names and fields are as there, and what is received is given to it.

trait KinesisInitialPosition extends Serializable

object KinesisInitialPositions {
  class Latest extends KinesisInitialPosition
  class TrimHorizon extends KinesisInitialPosition
}

sealed trait SparkAWSCredentials extends Serializable

case object DefaultCredentials extends SparkAWSCredentials

case class SequenceNumberRange(
    streamName: String,
    shardId: String,
    fromSeqNumber: String,
    toSeqNumber: String,
    recordCount: Int
)

case class SequenceNumberRanges(ranges: Seq[SequenceNumberRange])

class KinesisInputDStream[T: ClassTag](
    _ssc: StreamingContext,
    val streamName: String,
    val endpointUrl: String,
    val regionName: String,
    val initialPosition: KinesisInitialPosition,
    val checkpointAppName: String,
    val checkpointInterval: Duration,
    val _storageLevel: StorageLevel,
    val messageHandler: String => T,
    val kinesisCreds: SparkAWSCredentials,
    val dynamoDBCreds: Option[SparkAWSCredentials],
    val cloudWatchCreds: Option[SparkAWSCredentials],
    val metricsLevel: MetricsLevel,
    val metricsEnabledDimensions: Set[String]
) extends ReceiverInputDStream[T](_ssc) {
  override def getReceiver(): Receiver[T] = new KinesisReceiver[T](_storageLevel, messageHandler)
}

class KinesisReceiver[T](level: StorageLevel, handler: String => T) extends Receiver[T](level) {
  override def onStart(): Unit = KinesisReceiver.started.add(block =>
    store(scala.collection.mutable.ArrayBuffer("record").map(handler), block)
  )

  override def onStop(): Unit = ()
}

object KinesisReceiver {

  /** By which a block of one record is stored, which stands for these ranges. */
  val started = new LinkedBlockingQueue[SequenceNumberRanges => Unit]
}

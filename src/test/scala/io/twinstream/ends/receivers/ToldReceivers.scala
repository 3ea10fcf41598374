package io.twinstream.ends.receivers

import java.nio.ByteBuffer
import java.util.concurrent.{ConcurrentHashMap, LinkedBlockingQueue, TimeUnit}
import org.apache.spark.storage.StorageLevel
import org.apache.spark.streaming.receiver.Receiver
import scala.collection.mutable.ArrayBuffer

/** Receivers that do what a test tells them, and say what came of it. */
object ToldReceivers {
  type Action = ToldReceiver => Unit

  private val told = new ConcurrentHashMap[String, ToldReceivers]

  def of(name: String): ToldReceivers = told.computeIfAbsent(name, (_: String) => new ToldReceivers)
}

class ToldReceivers {
  val actions = new LinkedBlockingQueue[ToldReceivers.Action]
  val starts = new LinkedBlockingQueue[Int]
  val stops = new LinkedBlockingQueue[Int]
  @volatile var onStart: ToldReceivers.Action = (_: ToldReceiver) => ()
  @volatile var onStop: ToldReceivers.Action = (_: ToldReceiver) => ()

  /** Returns what the action has thrown; None when it has returned. */
  def apply(action: ToldReceivers.Action): Option[Throwable] = {
    val done = new LinkedBlockingQueue[Option[Throwable]]
    actions.put { receiver =>
      done.put(
        try { action(receiver); None }
        catch { case e: Throwable => Some(e) }
      )
    }
    Option(done.poll(30, TimeUnit.SECONDS)).getOrElse(throw new AssertionError("nothing after 30 s"))
  }
}

class ToldReceiver(name: String) extends Receiver[AnyRef](StorageLevel.MEMORY_ONLY) {
  override def onStart(): Unit = {
    val told = ToldReceivers.of(name)
    told.onStart(this)
    told.starts.put(streamId)
    val worker = new Thread(() =>
      while (!isStopped()) Option(told.actions.poll(20, TimeUnit.MILLISECONDS)).foreach(_(this))
    )
    worker.setDaemon(true)
    worker.start()
  }

  override def onStop(): Unit = {
    ToldReceivers.of(name).onStop(this)
    ToldReceivers.of(name).stops.put(streamId)
  }

  /** What Scala's receivers write as `store(buffer)`. */
  def storeBuffer(items: AnyRef*): Unit = store(ArrayBuffer(items: _*))

  def storeBytes(bytes: ByteBuffer): Unit = store(bytes)
}

package io.twinstream.endtoend

import io.twinstream.api.ClassicInput
import io.twinstream.api.JobMain
import io.twinstream.api.PortInput
import io.twinstream.jobs.wordcount.CountedWord
import io.twinstream.api.{AppliesTo, DStreamTwin, Engine, Job, StructuredTwin}
import java.lang.management.ManagementFactory
import java.util.Collections
import java.util.concurrent.TimeUnit
import java.util.function.Supplier
import org.apache.spark.api.java.function.FlatMapFunction
import org.apache.spark.sql.{Dataset, Row}
import org.apache.spark.streaming.api.java.JavaDStream

/** A classic job that takes 2 ms for each line, so it can do 500 lines a second on one core. Says every
  * second how much of the heap is in use after the last collection.
  */
object SlowJob {
  val linesPerSecond = 500L

  private val job: Job[CountedWord] = Job
    .of("slow", classOf[CountedWord])
    .keyColumns("word")
    .valueColumns("count")
    .twins(
      new Supplier[DStreamTwin[CountedWord]] { override def get: DStreamTwin[CountedWord] = new SlowTwin },
      new Supplier[StructuredTwin[CountedWord]] { override def get: StructuredTwin[CountedWord] = new NoPort }
    )

  def main(args: Array[String]): Unit = {
    val heap = new Thread(() => sayHeap())
    heap.setDaemon(true)
    heap.start()
    sys.exit(JobMain.execute(job, Engine.DSTREAM, args: _*))
  }

  private def sayHeap(): Unit = while (true) {
    TimeUnit.SECONDS.sleep(1)
    System.gc()
    val used = ManagementFactory.getMemoryMXBean.getHeapMemoryUsage.getUsed
    System.err.println(s"heap ${used / (1 << 20)} MiB")
  }
}

class SlowTwin extends DStreamTwin[CountedWord] {
  override def topology(in: ClassicInput): JavaDStream[CountedWord] =
    in.lines.flatMap(new SlowLine)
}

class SlowLine extends FlatMapFunction[String, CountedWord] {
  override def call(line: String): java.util.Iterator[CountedWord] = {
    TimeUnit.MICROSECONDS.sleep(1000000 / SlowJob.linesPerSecond)
    Collections.singletonList(new CountedWord(line.take(8), 1)).iterator
  }
}

class NoPort extends StructuredTwin[CountedWord] {
  override def appliesTo: AppliesTo = AppliesTo.MICRO_BATCH
  override def topology(in: PortInput): Dataset[CountedWord] = throw new UnsupportedOperationException
}

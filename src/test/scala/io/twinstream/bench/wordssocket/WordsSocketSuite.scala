package io.twinstream.bench.wordssocket

import io.twinstream.bench.shared.Fingerprint
import io.twinstream.bench.shared.GcLog
import io.twinstream.bench.shared.ZipfLines
import io.twinstream.{RuleTier, TempFolder}
import java.net.Socket
import java.nio.charset.StandardCharsets.UTF_8
import java.time.Duration
import java.util.Optional
import java.util.concurrent.TimeUnit
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._
import scala.io.Source

/** What the sender of `words-socket` sends is known, and what is measured is what was done. */
@RuleTier
class WordsSocketSuite extends AnyFunSuite {
  private val topic = new ZipfLines(300, 50)

  /** The lines that came before the sender ended, after at least so many. */
  private def received(numbered: Boolean, rate: Long, atLeast: Long): (Seq[String], WordsSocketLoad) = {
    val load = WordsSocketLoad.start(topic, numbered)
    load.rate(rate)
    val socket = new Socket("localhost", load.port)
    try {
      if (numbered) {
        socket.getOutputStream.write("have 0\n".getBytes(UTF_8))
      }
      val all = Source.fromInputStream(socket.getInputStream, "UTF-8").getLines().map { line =>
        if (load.sent >= atLeast) {
          load.end()
        }
        if (numbered && line == "end") {
          socket.getOutputStream.write(s"ack ${load.sent}\n".getBytes(UTF_8))
        }
        line
      }
      (all.toList, load)
    } finally {
      socket.close()
      load.close()
    }
  }

  private def counted(lines: Seq[String]): Fingerprint = {
    val sum = new Fingerprint
    lines.flatMap(_.split(" ")).groupBy(identity).foreach { case (word, all) =>
      sum.add(word, all.size.toLong)
    }
    sum
  }

  test("plain lines: the known counts are those of the lines that came, however many") {
    val (lines, load) = received(numbered = false, WordsSocketLoad.UNLIMITED, 1000)
    assert(lines.size == load.sent && lines.take(300) == lines.slice(300, 600))
    assert(load.known(load.sent) == counted(lines))
    for (count <- Seq(0, 1, 299, 300, 301))
      assert(load.known(count.toLong) == counted(lines.take(count)))
  }

  test("a contestant is wrong when a line is missing, comes twice or is cut") {
    val (lines, load) = received(numbered = false, WordsSocketLoad.UNLIMITED, 400)
    val known = load.known(load.sent)
    for (wrong <- Seq(lines.tail, lines :+ lines.head, lines.init :+ lines.last.dropRight(1)))
      assert(counted(wrong) != known)
  }

  test("numbered lines: a greeting, numbers without a gap, the end") {
    val (said, load) = received(numbered = true, WordsSocketLoad.UNLIMITED, 1000)
    val lines = said.tail.init.map(_.split(" ", 2))
    assert(said.head == "twinstream-lines 1 stream bench" && said.last == "end")
    assert(lines.map(_(0).toLong) == (1L to load.sent))
    assert(counted(lines.map(_(1))) == load.known(load.sent))
  }

  test("a rate is kept") {
    val began = System.nanoTime
    val (lines, _) = received(numbered = false, 1000, 500)
    assert(lines.size >= 500 && System.nanoTime - began >= TimeUnit.MILLISECONDS.toNanos(490))
  }

  private def batch(second: Int, lines: Int, delay: Int) =
    new FinishedBatch(second * 1000L, lines.toLong, delay.toLong, second * 700L)

  test("the rate is that of the batches after the warm-up, before the end of the load") {
    val batches = (1 to 14).map(second => batch(second, if (second <= 2) 1 else 100 * second, 10))
    val measured = WordsSocketRun.measured(batches.asJava, 1000L, Duration.ofSeconds(12))
    assert(measured.asScala.map(_.atMillis / 1000) == (3 to 13))
    assert(WordsSocketRun.rate(measured) == (4 to 13).map(100 * _).sum / 10)
    assert(math.abs(WordsSocketRun.cpuPerMillion(measured) - 7e6 / (4 to 13).map(100 * _).sum) < 0.01)
    assert(WordsSocketRun.rate(measured.subList(0, 1)) == 0)
  }

  test("a batch is read back from what a contestant says; anything else is no batch") {
    assert(FinishedBatch.of(batch(3, 5, 7).said).get == batch(3, 5, 7))
    assert(!FinishedBatch.of("batch 1 2 3").isPresent)
  }

  /** A job that processes 250 lines a second at most, one batch a second. */
  private def searched(capacity: Long): (RateSearch, Seq[Long]) = {
    val search = new RateSearch(100, 2.0, Duration.ofSeconds(5), Duration.ofSeconds(2))
    var behind = 0L
    val rates = Iterator
      .from(0)
      .takeWhile(_ => !search.isOver)
      .map { second =>
        val rate = search.rate
        behind += rate
        val lines = math.min(behind, capacity)
        behind -= lines
        search.done(new FinishedBatch(second * 1000L, lines, 500 + 1000 * behind / capacity, 0))
        rate
      }
      .take(1000)
      .toList
    (search, rates.distinct)
  }

  test("the highest rate is searched for until the delay grows") {
    val (search, rates) = searched(250)
    assert(search.isOver && rates == Seq(100, 200, 400) && search.sustained == 200)
  }

  test("a job that keeps up with nothing has sustained nothing") {
    val (search, rates) = searched(10)
    assert(rates == Seq(100) && search.sustained == 0)
  }

  test("what is live, by the collections that were asked for") {
    TempFolder.use { folder =>
      def pause(what: String, after: Int) =
        s"[4.5s][info][gc] GC(0) Pause $what 100M->${after}M(1024M) 2.500ms\n"
      val young = pause("Young (Normal) (G1 Evacuation Pause)", 90)
      val asked = "Full (Diagnostic Command)"
      val once = TempFolder.write(folder.resolve("once.log"), young + pause(asked, 30))
      assert(GcLog.live(once) == Optional.empty)
      val log =
        TempFolder.write(folder.resolve("gc.log"), young + pause(asked, 30) + young + pause(asked, 25))
      assert(GcLog.live(log) == Optional.of(new GcLog.LiveHeap(30, 25)))
    }
  }
}

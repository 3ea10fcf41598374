package io.twinstream.migration.own

import io.twinstream.error.{ExitCode, UserError}
import io.twinstream.{TempFolder, TwinSession}
import java.net.URLClassLoader
import java.nio.file.Paths
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** Methods of classes that know nothing of twinstream, as `--classic` and `--port`. */
class MethodTwinsSuite extends AnyFunSuite {
  private val words = "0\ta b a\n500\tb c\n1200\ta\n3100\tc a\n"

  private def twins(
      classic: String,
      port: String,
      topics: Seq[String] = Seq.empty,
      keys: Seq[String] = Seq.empty,
      ignored: Seq[String] = Seq.empty,
      renamed: Map[String, String] = Map.empty,
      isPerMicroBatch: Boolean = false,
      outputMode: String = "update",
      window: String = "",
      options: Seq[String] = Seq.empty
  ): MethodTwins =
    new MethodTwins(
      classic,
      port,
      topics.asJava,
      keys.asJava,
      ignored.asJava,
      renamed.asJava,
      isPerMicroBatch,
      outputMode,
      window,
      options.asJava
    )

  /** The reports of all outputs. */
  private def reports(twins: MethodTwins, recording: String): Seq[String] =
    twins.jobs(TwinSession.session).asScala.toList.map { job =>
      TempFolder.use(folder => TwinSession.compareRecording(job, recording, folder).text)
    }

  private def report(twins: MethodTwins, recording: String): String = reports(twins, recording).mkString

  private def refused(twins: MethodTwins, recording: String = words): String = {
    val refusal = intercept[UserError](report(twins, recording))
    assert(refusal.exitCode == ExitCode.USAGE)
    refusal.getMessage
  }

  private val w = "stranger.Words"
  private val p = "stranger.Words$Ports"

  for {
    (what, methods, recording) <- Seq(
      (
        "updateStateByKey gives its whole state, and the port what has changed",
        twins(s"$w::totals", s"$p::totals"),
        words
      ),
      (
        "a Scala object, case classes, Option and null",
        twins("stranger.Visits::classic", "stranger.Visits::port", keys = Seq("page")),
        "0\tann,/a\n10\tbob,/b\n1100\tann,/a\n"
      ),
      (
        "pairs within pairs are taken apart; numbers are equal by value, not by type",
        twins(s"$w::nested", s"$p::nested", outputMode = "append"),
        "0\ta b\n1000\ta\n"
      ),
      (
        "windows: rows without their end have the batch time",
        twins(s"$w::windowed", s"$p::windowed", keys = Seq("ends", "word"), window = "ends"),
        "0\ta b a\n1500\tb\n2500\tc\n5000 end\n"
      ),
      (
        "a join of two topics",
        twins(s"$w::joined", s"$p::joined", topics = Seq("x", "y"), outputMode = "append"),
        "0@x\ta b\n10@y\ta c\n"
      ),
      (
        "a port that is given each micro-batch",
        twins(s"$w::perBatch", s"$p::totals", isPerMicroBatch = true),
        words
      ),
      ("bytes; numbers", twins(s"$w::lengths", s"$p::lengths", outputMode = "append"), "0\tab\n1\té\n"),
      ("pairs of key and value; strings", twins(s"$w::keyed", s"$p::keyed"), "0\tab\n1\té\n")
    )
  } test(s"equal: $what") {
    assert(report(methods, recording).contains("EQUAL"))
  }

  for {
    (what, methods, names) <- Seq(
      ("a list", twins(s"$w::several", s"$p::several", keys = Seq("word")), Seq("1", "2")),
      ("a map", twins(s"$w::named", s"$p::named"), Seq("totals", "words")),
      ("a class of its own, and a map", twins(s"$w::both", s"$p::named"), Seq("words", "totals")),
      (
        "a case class and a map of Scala, and an option",
        twins(
          "stranger.Visits::several",
          "stranger.Visits::ports",
          keys = Seq("page", "user"),
          options = Seq("2")
        ),
        Seq("pages", "users")
      ),
      (
        "a tuple and a Seq of Scala",
        twins("stranger.Visits::pair", "stranger.Visits::portsInOrder", keys = Seq("page", "user")),
        Seq("1", "2")
      )
    )
  } test(s"equal: several outputs in $what") {
    val found = reports(methods, "0\tann,/a b\n10\tbo,/b\n1100\tann,/a b\n")
    assert(found.forall(_.contains(": EQUAL in 2 batches")), found)
    val all = found.map(_.takeWhile(_ != ':'))
    assert(found.map("output (\\w+):".r.findFirstMatchIn(_).get.group(1)) == names, all)
  }

  test("known to find: one of several outputs is wrong") {
    val Seq(totals, split) = reports(twins(s"$w::several", s"$p::half", keys = Seq("word")), words)
    assert(totals.contains("DIFFERENT") && totals.contains(": WRONG_VALUE\n"), totals)
    assert(split.contains("EQUAL"), split)
  }

  for {
    (what, methods) <- Seq(
      "numbers and durations" -> twins(s"$w::longer", s"$p::longer", options = Seq("2", "2s")),
      "properties, a map and all words" ->
        twins(s"$w::configured", s"$p::configured", options = Seq("least=2", "x=y"))
    )
  } test(s"equal: job options as $what") {
    val text = report(methods, "0\ta bb ccc\n1000\tdd e\n")
    assert(text.contains("EQUAL in 2 batches") && text.contains("structured 3 rows"), text)
  }

  for {
    (kind, methods, recording) <- Seq(
      ("CUMULATIVE", twins(s"$w::perBatch", s"$p::totals"), words),
      ("WRONG_VALUE", twins(s"$w::totals", s"$p::doubled"), words),
      ("DUPLICATE_ROW", twins(s"$w::perBatch", s"$p::perBatch", ignored = Seq("one")), "0\ta a\n")
    )
  } test(s"known to find: $kind") {
    val text = report(methods, recording)
    assert(text.contains("DIFFERENT") && text.contains(s": $kind\n"))
  }

  for {
    (what, methods, says) <- Seq(
      (
        "no such class",
        twins("stranger.Wrds::totals", s"$p::totals"),
        "stranger.Wrds::totals: there is no class stranger.Wrds in the jars that were given"
      ),
      ("no such method", twins(s"$w::total", s"$p::totals"), "has no method total; it has [add, "),
      ("several methods", twins(w, s"$p::totals"), "several methods fit, name one as CLASS::METHOD"),
      (
        "a method that writes by itself",
        twins(s"$w::printed", s"$p::totals"),
        "is wanted; found: void printed(JavaDStream<String>)"
      ),
      (
        "a port of another shape",
        twins(s"$w::totals", s"$w::totals"),
        "a method from Dataset of Row or of String"
      ),
      (
        "other outputs",
        twins(s"$w::several", s"$p::totals"),
        s"$w::several gives 2 outputs and $p::totals 1 output: let both give the same outputs"
      ),
      (
        "outputs of other names",
        twins(s"$w::named", s"$p::misnamed"),
        "they are Map<String, JavaDStreamLike<?, ?, ?>> named(JavaDStream<String>) and Map<String, Dataset<Row>>"
      ),
      ("names on one side", twins(s"$w::named", s"$p::several"), "by their names (a map, or fields)"),
      (
        "an output that is none",
        twins(s"$w::lacking", s"$p::several"),
        "output 2 is null; it is List<JavaDStream<String>> lacking(JavaDStream<String>)"
      ),
      (
        "options that nobody takes",
        twins(s"$w::totals", s"$p::totals", options = Seq("7")),
        "take no job options, and were given 7"
      ),
      (
        "an option that is no number",
        twins(s"$w::longer", s"$p::longer", options = Seq("two", "2s")),
        "job option 'two' is no "
      ),
      (
        "too many options",
        twins(s"$w::longer", s"$p::longer", options = Seq("2", "2s", "x")),
        "job option 'x' is one too many; it is "
      ),
      (
        "options that are missing",
        twins(s"$w::longer", s"$p::longer"),
        "found: JavaDStream<String> longer(JavaDStream<String>, int, Duration)"
      ),
      ("other inputs", twins(s"$w::joined", s"$p::totals"), "both are to take the same inputs"),
      (
        "inputs without topics",
        twins(s"$w::joined", s"$p::joined"),
        "takes 2 inputs, and 0 topics are named: name the topic of each, in order"
      ),
      (
        "a key that is no column",
        twins(s"$w::totals", s"$p::totals", keys = Seq("wrd")),
        s"$p::totals gives no column wrd: it gives word, count"
      ),
      (
        "other columns",
        twins(s"$w::perBatch", s"$p::windowed"),
        "a classic row has 2 values, and the port's rows 3 columns, ends, word, count"
      ),
      (
        "other names",
        twins("stranger.Visits::classic", s"$p::totals"),
        "the classic rows have no column word, count: they have page, visits, site"
      )
    )
  } test(s"refused: $what") {
    assert(refused(methods, "0\tann,/a b\n").contains(says))
  }

  test("refused: a class that was built for another line of Scala and Spark") {
    val file = Paths.get(sys.env("TWINSTREAM_TARGET"), "test-jars", "spark-streaming-twitter_2.10-1.6.3.jar")
    val before = Thread.currentThread.getContextClassLoader
    val loader = new URLClassLoader(Array(file.toUri.toURL), before)
    Thread.currentThread.setContextClassLoader(loader)
    try
      for (name <- Seq("TwitterUtils", "TwitterUtils$")) {
        val classic = s"org.apache.spark.streaming.twitter.$name"
        val said = refused(twins(classic, s"$p::totals"))
        assert(said.startsWith(s"$classic: needs twitter4j.auth.Authorization, which is not there"), said)
        assert(said.contains(", or build for Spark ") && !said.contains("\n"), said)
      }
    finally {
      Thread.currentThread.setContextClassLoader(before)
      loader.close()
    }
  }

  test("a method that throws is named, with what it threw") {
    val failure = intercept[UserError](report(twins(s"$w::fails", s"$p::totals"), words))
    assert(failure.getMessage == s"$w::fails: threw java.lang.IllegalStateException: no table")
  }

  test("a classic column may have another name in the port") {
    val renamed = twins(
      "stranger.Visits::classic",
      "stranger.Visits::port",
      keys = Seq("page"),
      renamed = Map("visits" -> "site", "site" -> "visits"),
      ignored = Seq("site", "visits")
    )
    assert(report(renamed, "0\tann,/a\n").contains("EQUAL"))
  }
}

package io.twinstream.ends.recording

import io.twinstream.{RuleTier, TempFolder}
import io.twinstream.error.UserError
import java.io.{ByteArrayInputStream, ByteArrayOutputStream, ObjectInputStream, ObjectOutputStream}
import java.nio.file.{Files, Path}
import java.time.Duration
import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks
import scala.collection.JavaConverters._

@RuleTier
class RecordingSuite extends AnyFunSuite with ScalaCheckPropertyChecks {
  private val second = Duration.ofSeconds(1)

  private def withFile[A](text: String)(body: Path => A): A =
    TempFolder.use(folder => body(TempFolder.write(folder.resolve("file"), text)))

  private def batches(recording: Recording): Seq[Seq[(Long, String)]] =
    (0 until recording.batches).map(k =>
      recording.batch(k).asScala.map(e => (e.arrivedAtMillis, e.value)).toSeq
    )

  test("a batch holds the arrivals from its beginning to before its end") {
    withFile("0\ta\n999\tb\n1000\tc\n3500\td e\n") { file =>
      val recording = Recording.open(file, second)
      assert(
        batches(recording) == Seq(
          Seq(0L -> "a", 999L -> "b"),
          Seq(1000L -> "c"),
          Seq.empty,
          Seq(3500L -> "d e")
        )
      )
      assert(recording.records == 4)
      assert((0 to 4).map(recording.size) == Seq(2, 1, 0, 1, 0))
    }
  }

  test("an arrival may name the topic of its record; records are numbered by their line") {
    withFile("0@orders\ta\n5\tb\n1000@clicks.v-1_x\tc\td\n") { file =>
      val recording = Recording.open(file, second)
      val entries = (0 until recording.batches).flatMap(k => recording.batch(k).asScala)
      assert(
        entries.map(e => (e.arrivedAtMillis, e.topic, e.offset, e.value)) == Seq(
          (0L, "orders", 0L, "a"),
          (5L, "", 1L, "b"),
          (1000L, "clicks.v-1_x", 2L, "c\td")
        )
      )
      assert(Recording.looksLikeOne(file))
    }
  }

  // name, text, lines per batch
  private val ends = Seq(
    ("silence after the last record", "0\ta\n1500\tb\n5000 end\n", Seq(1, 1, 0, 0, 0)),
    ("no line feed behind it", "0\ta\n2000 end", Seq(1, 0)),
    ("a batch that is not whole", "0\ta\n2001 end\n", Seq(1, 0, 0)),
    ("the time of the last record, on a boundary", "0\ta\n1000\tb\n1000 end\n", Seq(1, 1)),
    ("silence alone", "3000 end\n", Seq(0, 0, 0)),
    ("at once", "0 end\n", Seq.empty)
  )

  for ((name, text, sizes) <- ends) {
    test(s"a recording names its end: $name") {
      withFile(text) { file =>
        val recording = Recording.open(file, second)
        assert((0 until recording.batches).map(recording.size) == sizes)
        assert(recording.records == sizes.sum && batches(recording).map(_.size) == sizes)
        assert(Recording.looksLikeOne(file))
      }
    }
  }

  test("no payload is taken for the end") {
    withFile("0\tend\n1\t5000 end\n2@topic\t 9000 end\n3\t\n") { file =>
      assert(Recording.open(file, second).batches == 1 && Recording.open(file, second).records == 4)
    }
  }

  private val texts = Seq(
    ("an empty file", "", Seq.empty),
    ("no line feed at the end", "0\ta\n0\tb", Seq(Seq("a", "b"))),
    ("a carriage return belongs to the payload", "0\ta\r\n", Seq(Seq("a\r"))),
    ("an empty payload", "0\t\n", Seq(Seq(""))),
    ("a tab in the payload", "0\ta\tb\n", Seq(Seq("a\tb"))),
    ("UTF-8 and NUL", "0\t가\u0000\ud83d\ude00\n", Seq(Seq("가\u0000\ud83d\ude00")))
  )

  for ((name, text, lines) <- texts) {
    test(s"recording: $name") {
      withFile(text)(file => assert(batches(Recording.open(file, second)).map(_.map(_._2)) == lines))
    }
  }

  test("malformed UTF-8 is replaced") {
    TempFolder.use { folder =>
      val file = Files.write(folder.resolve("file"), Array[Byte]('0', '\t', 'a', 0xff.toByte, 'b', '\n'))
      assert(batches(Recording.open(file, second)) == Seq(Seq(0L -> "a\ufffdb")))
    }
  }

  private val malformed = Seq(
    (
      "an arrival before the one above",
      "0\ta\n5\tb\n3\tc\n",
      "line 3 arrives at 3 ms, before the line above it (5 ms)"
    ),
    ("no arrival", "0\ta\nb\n", "line 2 has no arrival"),
    ("a negative arrival", "0\ta\n-1\tb\n", "line 2 has no arrival"),
    ("an arrival without a tab", "0\ta\n7", "line 2 has no arrival"),
    ("an arrival of too many digits", "0\ta\n1234567890123456789\tb\n", "line 2 has no arrival"),
    ("a topic without a name", "0\ta\n1@\tb\n", "line 2 has no arrival"),
    ("a topic with a space", "0\ta\n1@a b\tc\n", "line 2 has no arrival"),
    ("an empty line", "0\ta\n\n", "line 2 has no arrival"),
    ("a record behind the end", "0\ta\n5 end\n6\tb\n", "line 3 comes after the end mark"),
    ("a second end", "5 end\n6 end\n", "line 2 comes after the end mark"),
    (
      "an end before the last record",
      "7\ta\n5 end\n",
      "line 2 ends at 5 ms, before the line above it (7 ms)"
    ),
    ("an end that is cut off", "0\ta\n5000 en", "line 2 has no arrival"),
    ("an end without a time", "0\ta\n end\n", "line 2 has no arrival"),
    ("an end of a topic", "0\ta\n5@t end\n", "line 2 has no arrival"),
    ("an end with something behind it", "0\ta\n5 end \n", "line 2 has no arrival"),
    ("an end after more batches than are replayed", "0\ta\n1000000001 end\n", "line 2 is in batch 1,000,000"),
    ("more batches than are replayed", "0\ta\n1000000000\tb\n", "line 2 is in batch 1,000,000")
  )

  for ((name, text, message) <- malformed) {
    test(s"malformed recording: $name") {
      withFile(text) { file =>
        val error = intercept[UserError](Recording.open(file, second))
        assert(error.getMessage.contains(message) && error.getMessage.startsWith(file.toString))
      }
    }
  }

  test("a file that is not there, or is a directory, is an error of the command line") {
    TempFolder.use { folder =>
      assert(
        intercept[UserError](Recording.open(folder.resolve("none"), second)).getMessage
          .endsWith("no such file")
      )
      assert(intercept[UserError](Recording.open(folder, second)).getMessage.contains("is a directory"))
    }
  }

  private val kinds = Seq(
    ("", false),
    ("hello\nworld\n", false),
    ("0\ta\n", true),
    ("0\ta\nb\n", true), // half of the lines: a recording with a mistake
    ("a\nb\n0\tc\n", false),
    ("a\tb\n", false),
    ("12 a\n", false),
    ("12 end\n", true)
  )

  for ((text, expected) <- kinds) {
    test(s"looks like a recording: ${text.replace("\n", "\\n").replace("\t", "\\t")}: $expected") {
      withFile(text)(file => assert(Recording.looksLikeOne(file) == expected))
    }
  }

  test("plain text: so many lines a batch, nothing lost, whatever the lines are") {
    val anyText = Gen.listOf(Gen.oneOf('a', 'b', '\n', '\r', '\t', '0', '\u0000', '가')).map(_.mkString)
    forAll(anyText, Gen.choose(1, 5)) { (text, perBatch) =>
      withFile(text) { file =>
        val lines = if (text.isEmpty) Seq.empty else text.stripSuffix("\n").split("\n", -1).toSeq
        val read = batches(Recording.ofText(file, second, perBatch)).map(_.map(_._2))
        assert(read.flatten == lines)
        assert(read.forall(_.size <= perBatch) && read.dropRight(1).forall(_.size == perBatch))
      }
    }
  }

  test("a line of 10 MB is one line") {
    val long = "x" * (10 << 20)
    withFile(s"$long\nb") { file =>
      assert(batches(Recording.ofText(file, second, 1)).map(_.map(_._2)) == Seq(Seq(long), Seq("b")))
    }
  }

  test("a recording in a checkpoint is the name of its file") {
    withFile("0\ta\n1500\tb\n4000 end\n") { file =>
      for (recording <- Seq(Recording.open(file, second), Recording.ofText(file, second, 1))) {
        val bytes = new ByteArrayOutputStream
        new ObjectOutputStream(bytes).writeObject(recording)
        val read = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray)).readObject
        assert(batches(read.asInstanceOf[Recording]) == batches(recording))
        assert(bytes.size < 1000)
      }
    }
  }
}

package io.twinstream.ends.files

import io.twinstream.{RuleTier, TempFolder}
import io.twinstream.ends.recording.Recorded
import io.twinstream.error.UserError
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path, StandardOpenOption}
import java.util.concurrent.TimeUnit
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.mutable.ArrayBuffer

/** Lines of files that are moved in, grow, are hidden, and have no last line feed. */
@RuleTier
class FolderTrafficSuite extends AnyFunSuite {
  private def append(file: Path, text: String): Unit = {
    Files.write(file, text.getBytes(UTF_8), StandardOpenOption.CREATE, StandardOpenOption.APPEND)
    ()
  }

  /** Polls until there are so many lines. */
  private def lines(traffic: FolderTraffic, count: Int): Seq[String] = {
    val all = ArrayBuffer.empty[Recorded]
    val deadline = System.nanoTime + TimeUnit.SECONDS.toNanos(60)
    while (all.size < count) {
      assert(System.nanoTime < deadline, all)
      traffic.poll(record => { all += record; true })
    }
    assert(all.map(_.arrivalMillis) == all.map(_.arrivalMillis).sorted)
    all.map(record => new String(record.value, UTF_8)).toList
  }

  private def use[A](isFromEarliest: Boolean, isUntilNow: Boolean = false)(
      body: (Path, FolderTraffic) => A
  ): A =
    TempFolder.use { folder =>
      append(folder.resolve("old.log"), "old 1\nold 2\n")
      val traffic = FolderTraffic.open(s"files:$folder", isFromEarliest, isUntilNow)
      try body(folder, traffic)
      finally traffic.close()
    }

  test("what is there does not come, what grows and is moved in does") {
    use(isFromEarliest = false) { (folder, traffic) =>
      append(folder.resolve("old.log"), "new 1\r\nnew")
      assert(lines(traffic, 1) == Seq("new 1"))
      append(folder.resolve("old.log"), " 2\n\n")
      assert(lines(traffic, 2) == Seq("new 2", ""))
      append(folder.resolve(".moved"), "a\nb\n")
      append(folder.resolve("_part"), "hidden\n")
      Files.move(folder.resolve(".moved"), folder.resolve("moved"))
      assert(lines(traffic, 2) == Seq("a", "b"))
    }
  }

  test("a last line without a line feed comes when its file is silent") {
    use(isFromEarliest = false) { (folder, traffic) =>
      append(folder.resolve("whole"), "a\nb")
      assert(lines(traffic, 2) == Seq("a", "b"))
    }
  }

  test("what is there comes first, and alone if that is all") {
    use(isFromEarliest = true) { (folder, traffic) =>
      append(folder.resolve("z"), "z")
      assert(lines(traffic, 3) == Seq("old 1", "old 2", "z"))
    }
    use(isFromEarliest = true, isUntilNow = true) { (folder, traffic) =>
      append(folder.resolve("z"), "z")
      val all = ArrayBuffer.empty[String]
      while (traffic.poll(record => { all += new String(record.value, UTF_8); true })) {}
      assert(all == Seq("old 1", "old 2", "z"))
    }
  }

  test("a line of 3 MB is one line") {
    use(isFromEarliest = true) { (folder, traffic) =>
      val long = "x" * (3 << 20)
      append(folder.resolve("a"), long + "\nb\n")
      assert(lines(traffic, 4).toSet == Set("old 1", "old 2", long, "b"))
    }
  }

  test("a taker that has enough gets no more") {
    use(isFromEarliest = true) { (_, traffic) =>
      var taken = Seq.empty[String]
      def poll() = traffic.poll { record =>
        taken.isEmpty && { taken :+= new String(record.value, UTF_8); true }
      }
      assert(!poll() && taken == Seq("old 1"))
    }
  }

  test("a directory that is not there is an error of the command line") {
    TempFolder.use { folder =>
      val error = intercept[UserError](FolderTraffic.open(s"files:$folder/none", false, false))
      assert(error.getMessage.contains("no such directory"))
    }
  }
}

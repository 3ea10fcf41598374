package io.twinstream.sink

import io.twinstream.{RuleTier, TempFolder}
import io.twinstream.error.UserError
import io.twinstream.jobs.Jobs
import io.twinstream.jobs.wordcount.CountedWord
import java.nio.file.{Files, Path}
import org.scalatest.funsuite.AnyFunSuite

@RuleTier
class JsonSinkSuite extends AnyFunSuite {
  private val format = new RowFormat(Jobs.WORD_COUNT.keyColumns, Jobs.WORD_COUNT.valueColumns)

  private def check(folder: Path): Unit = Sinks.parse[CountedWord](s"json:$folder", format, "run1").check()

  test("a folder that can be written is left as it was") {
    TempFolder.use { folder =>
      check(folder)
      assert(!Files.exists(folder.resolve(".staging")))
    }
  }

  test("a driver that was killed while it wrote a batch can be started again") {
    TempFolder.use { folder =>
      val half = Files.createDirectories(folder.resolve(".staging/batch-0000000001000-run1"))
      TempFolder.write(half.resolve("0-1"), "{")
      check(folder)
      assert(Files.exists(half.resolve("0-1")))
    }
  }

  test("a folder that cannot be written is refused") {
    TempFolder.use { folder =>
      val file = TempFolder.write(folder.resolve("file"), "")
      assert(intercept[UserError](check(file)).getMessage.contains("cannot write there"))
    }
  }
}

package io.twinstream.restart

import io.twinstream.TempFolder
import io.twinstream.error.UserError
import java.nio.file.{Files, Path}
import org.apache.hadoop.conf.Configuration
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

class GenerationsSuite extends AnyFunSuite {
  private val hadoop = new Configuration

  private def in(folder: Path) = Generations.in(folder.toString, hadoop)

  private def begun(body: Path => Unit): Unit = TempFolder.use { folder =>
    TempFolder.write(folder.resolve("checkpoint-1000"), "old")
    TempFolder.write(folder.resolve("checkpoint-2000"), "newest")
    body(folder)
  }

  private def finish(folder: Path, generations: Generations, begun: Generations.Begun): Unit = {
    val from = new org.apache.hadoop.fs.Path(folder.toUri)
    generations.finish(
      begun,
      GenerationFiles.describe(generations, from, "settings", Set("spark.a").asJava, null)
    )
  }

  private def name(folder: Path): String = in(folder).newest().getName

  test("one that is not finished is not continued from, and the next has another name") {
    begun { folder =>
      val first = in(folder).begin()
      assert(first.folder.getName == "generation-1" && name(folder) == folder.getFileName.toString)
      val second = in(folder).begin()
      assert(second.folder.getName == "generation-2")
      finish(folder, in(folder), second)
      assert(name(folder) == "generation-2")
      assert(intercept[UserError](finish(folder, in(folder), first)).getMessage.contains("another driver starts"))
      assert(in(folder).isOver(first.folder) && !in(folder).isOver(second.folder))
    }
  }

  for (newer <- Seq("checkpoint-3000" -> "x", "checkpoint-2000" -> "newest, twice"))
    test(s"a folder that was written since is not passed over in silence: $newer") {
      begun { folder =>
        val generations = in(folder)
        finish(folder, generations, generations.begin())
        TempFolder.write(folder.resolve(newer._1), newer._2)
        val message = intercept[UserError](in(folder).newest()).getMessage
        assert(message.contains("was written on") && message.contains("generation-1"))
        Files.delete(folder.resolve("generation-1/generation.json"))
        assert(name(folder) == folder.getFileName.toString)
      }
    }

  test("a damaged generation.json is named") {
    begun { folder =>
      val generations = in(folder)
      finish(folder, generations, generations.begin())
      val file = folder.resolve("generation-1/generation.json")
      TempFolder.write(file, new String(Files.readAllBytes(file)).take(20))
      assert(intercept[UserError](in(folder).newest()).getMessage.contains("generation.json is damaged"))
    }
  }

  test("a file is no checkpoint directory") {
    TempFolder.use { folder =>
      val file = TempFolder.write(folder.resolve("file"), "x")
      assert(intercept[UserError](in(file)).getMessage.contains("is a file"))
    }
  }
}

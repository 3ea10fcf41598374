package io.twinstream.endtoend

import io.twinstream.{EndToEnd, LongRun, TempFolder}
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}
import org.scalatest.funsuite.AnyFunSuite

/** `compare` on whole files, against `tr | sort | uniq -c`. */
@EndToEnd
class CompareEndToEndSuite extends AnyFunSuite {
  private val license = new String(Files.readAllBytes(Bin.home.resolve("LICENSE")), UTF_8)

  private val texts = Seq(
    ("a licence", license),
    (
      "Korean, emoji, CRLF, NUL, no-break and ideographic spaces, a 10 MB line, no final newline",
      "한국어 문장 한국어\r\n\ud83d\ude00 \ud83d\udc69\u200d\ud83d\ude80 \ud83d\ude00\r\n\u0000 a\u0000b \u0000\r\n" +
        "a\u00a0b c\u3000d \u2028 e\u0085f\n\n \t\u000b\f\n" + ("lorem ipsum " * (10 * 1024 * 1024 / 12)) + "\nlast line"
    )
  )

  for ((name, text) <- texts) {
    test(
      s"compare agrees with tr, sort and uniq: $name",
      LongRun.unless(name.startsWith("Korean")): _*
    ) {
      TempFolder.use { folder =>
        val file = TempFolder.write(folder.resolve("한글 input.txt"), text)
        val emit = folder.resolve("emit")
        val result = Bin.run(
          folder,
          "bin/twinstream",
          "compare",
          "word-count",
          "--input",
          file.toString,
          "--emit",
          emit.toString
        )
        assert(result.exit == 0 && result.out.startsWith("word-count: EQUAL"), result)
        val expected = Bin.independentCount(file)
        for (engine <- Seq("dstream", "structured")) {
          assert(Rows.totals(Rows.of(emit.resolve(s"$engine.jsonl"))) == expected)
        }
        assert(Files.list(emit).count == 2)
      }
    }
  }

  private val nothings = Seq(
    ("word-count", "", "the input has no record"),
    ("visit-sessions", license, "the job can read none of the 202 records; the first, in line 1 (")
  )

  for ((job, text, why) <- nothings) {
    test(
      s"compare of nothing is no proof: $job, ${text.length} characters",
      LongRun.unless(text.isEmpty): _*
    ) {
      TempFolder.use { folder =>
        val file = TempFolder.write(folder.resolve("input"), text)
        val page = folder.resolve("report.html")
        val result =
          Bin.run(folder, "bin/twinstream", "compare", job, "--input", s"$file", "--report", s"$page")
        assert(result.exit == 4 && result.out.startsWith(s"$job: NOTHING COMPARED in "), result)
        assert(result.out.contains(why), result)
        assert(new String(Files.readAllBytes(page), UTF_8).contains("NOTHING COMPARED"))
      }
    }
  }

  test("compare in JSON and HTML, from another folder, on the job's own recording") {
    TempFolder.use { folder =>
      val page = folder.resolve("report.html")
      val command =
        Seq("bin/twinstream", "compare", "word-count", "--format", "json", "--report", page.toString)
      val result = Bin.start(folder, command, in = folder).await()
      assert(result.exit == 0, result)
      val json = new com.fasterxml.jackson.databind.ObjectMapper().readTree(result.out)
      assert(json.get("version").asInt == 1 && json.get("equal").asBoolean && json.get("lines").asLong == 210)
      assert(isSelfContained(page))
    }
  }

  private def isSelfContained(page: Path): Boolean = {
    val html = new String(Files.readAllBytes(page), UTF_8)
    html.contains("EQUAL") && html.contains("Chart") && !html.contains("@import") &&
    "(src|href)=\"(?!#|data:)".r.findFirstIn(html).isEmpty
  }
}

package io.twinstream.site

import io.twinstream.{EndToEnd, Page, TempFolder}
import io.twinstream.endtoend.Bin
import java.nio.file.{Files, Path, Paths}
import org.scalatest.funsuite.AnyFunSuite

/** The site in a browser: search, filters, and pages that fit a phone. */
@EndToEnd
class SiteInBrowserEndToEndSuite extends AnyFunSuite {
  private val chromium = sys
    .env("PATH")
    .split(':')
    .map(Paths.get(_).resolve("chromium"))
    .find(Files.isExecutable(_))

  /** What the browser has of a page once its scripts have run. */
  private def dom(folder: Path, address: String): String = {
    assume(chromium.isDefined, "chromium is not installed")
    val options = Seq("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage") ++
      Seq("--allow-file-access-from-files", "--virtual-time-budget=10000", "--window-size=1400,900") ++
      Seq(s"--user-data-dir=${folder.resolve("profile")}", "--dump-dom")
    val result = Bin.start(folder, (chromium.get.toString +: options) :+ s"file://$address").await(120)
    assert(result.exit == 0, result)
    result.out
  }

  private def site(folder: Path): Path = {
    assert(Site.make(Page.home, folder.resolve("site")).isEmpty)
    folder.resolve("site")
  }

  private def count(text: String, pattern: String): Int = pattern.r.findAllIn(text).size

  test("the mapping page is filtered by words") {
    TempFolder.use { folder =>
      val page = dom(folder, s"${site(folder)}/mapping.html?text=updateStateByKey%20initial")
      val (hidden, all) = (count(page, "<tr hidden=\"\">"), count(page, "<tr[ >]"))
      assert(page.contains("<output>") && page.contains("""<td data-label="difficulty">redesign</td>"""))
      assert(hidden > 300 && all > hidden)
      assert(page.contains("""<section class="filtered" hidden="">"""))
    }
  }

  test("filters by class and difficulty, and the search, find what a reader looks for") {
    TempFolder.use { folder =>
      val made = site(folder)
      val script =
        """<script>addEventListener('load', () => {
          |  const type = (field, value) => { field.value = value; field.dispatchEvent(new Event('input', {bubbles: true})); };
          |  const [byClass, byDifficulty] = document.querySelectorAll('.filters select');
          |  const shown = () => document.querySelector('.filters output').textContent;
          |  const all = shown();
          |  type(byClass, 'api.java.JavaPairDStream');
          |  const ofClass = shown();
          |  type(byDifficulty, 'redesign');
          |  const search = document.getElementById('search');
          |  type(search, 'watermark late');
          |  const hits = document.querySelectorAll('#found a').length;
          |  type(search, 'nowhere-to-be-found');
          |  const none = document.getElementById('found').textContent;
          |  document.title = [all, ofClass, shown(), hits, none].join('|');
          |})</script></body>""".stripMargin
      val page = made.resolve("mapping.html")
      val text = new String(Files.readAllBytes(page), "UTF-8")
      TempFolder.write(made.resolve("typed.html"), text.replace("</body>", script))
      val title = "<title>(.*)</title>".r.findFirstMatchIn(dom(folder, s"$made/typed.html")).get.group(1)
      val Array(all, ofClass, both, hits, none) = title.split('|')
      def rows(shown: String): (Int, Int) = {
        val Array(some, "of", total, "rows") = shown.split(' ')
        (some.toInt, total.toInt)
      }
      val rowsOfClass = count(
        "(?s)id=\"apijavajavapairdstream\".*?</section>".r.findFirstIn(text).get,
        "<tr>"
      ) - 1
      assert(rows(all)._1 == rows(all)._2 && rows(ofClass) == ((rowsOfClass, rows(all)._2)), title)
      assert(rows(both)._1 > 0 && rows(both)._1 < rowsOfClass, title)
      assert(hits.toInt > 0 && none == "No section has all of these words.", title)
    }
  }

  test("no page is wider than a phone, a tablet or a screen") {
    TempFolder.use { folder =>
      val made = site(folder)
      val names = Page.all.map(_.name).filterNot(_.endsWith("README.md")).map(_.replace(".md", ".html")) ++
        Seq("readme.html", "data.html", "files/LICENSE.html")
      val frames =
        for (name <- names; width <- Seq(390, 768, 1280))
          yield s"""<iframe src="$name" width="$width" height="800"></iframe>"""
      val script =
        """<script>addEventListener('load', () => {
          |  const wide = [...document.querySelectorAll('iframe')].map(frame => [frame, frame.contentDocument.documentElement])
          |    .filter(([frame, root]) => root.scrollWidth > frame.clientWidth)
          |    .map(([frame, root]) => frame.getAttribute('src') + ' ' + frame.width + ': ' + root.scrollWidth);
          |  document.title = document.querySelectorAll('iframe').length + ' looked at; ' + wide.join(', ');
          |})</script>""".stripMargin
      val style =
        "<!DOCTYPE html><meta charset=utf-8><title>not run</title><style>iframe { border: 0 }</style>"
      TempFolder.write(made.resolve("frames.html"), style + frames.mkString + script)
      val title = "<title>(.*)</title>".r.findFirstMatchIn(dom(folder, s"$made/frames.html")).get.group(1)
      assert(title == s"${frames.size} looked at; ")
    }
  }
}

package io.twinstream.site

import io.twinstream.{Page, RuleTier, TempFolder}
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** Every link of the README and the docs leads somewhere, in the repository and in the site made of them, and
  * the site loads nothing from elsewhere.
  */
@RuleTier
class SiteSuite extends AnyFunSuite {

  private def read(file: Path): String = new String(Files.readAllBytes(file), UTF_8)

  private def make(project: Path, out: Path): Seq[String] = Site.make(project, out).asScala.toList

  private def pages(site: Path): Seq[Path] =
    Files.walk(site).iterator.asScala.filter(_.toString.endsWith(".html")).toList

  private def attributes(page: String, name: String): Seq[String] =
    s"""<[a-z0-9]+ [^>]*?\\b$name="([^"]*)"""".r.findAllMatchIn(page).map(_.group(1)).toList

  /** Links of a page of the site that lead to no file or no anchor. */
  private def lost(page: Path): Seq[String] =
    for {
      link <- attributes(read(page), "href") ++ attributes(read(page), "src")
      if !link.matches("https?:.*|data:,")
      Array(file, anchor) = (link + "#").split("#", 3).take(2)
      target = if (file.isEmpty) page else page.resolveSibling(file).normalize
      if !Files.isRegularFile(target) ||
        anchor.nonEmpty && !attributes(read(target), "id").contains(anchor)
    } yield s"$page: $link"

  test(
    "every link and anchor of the README and the docs leads somewhere, and every page is in the navigation"
  ) {
    TempFolder.use { folder =>
      assert(make(Page.home, folder) == Nil)
      val made = pages(folder)
      assert(made.size > Page.all.size)
      assert(made.flatMap(lost) == Nil)
    }
  }

  test("the site loads nothing from elsewhere") {
    TempFolder.use { folder =>
      make(Page.home, folder)
      for (page <- pages(folder)) {
        val loaded = attributes(read(page), "src") ++
          "<link [^>]*href=\"([^\"]*)\"".r.findAllMatchIn(read(page)).map(_.group(1))
        assert(loaded.nonEmpty && loaded.forall(!_.matches("(https?:)?//.*")), page)
      }
      for (file <- Seq("site.css", "site.js"))
        assert(
          !read(folder.resolve(file)).matches("(?s).*(https?://|@import|url\\(|fetch\\(|import\\().*"),
          file
        )
    }
  }

  /** A project of pages; the README is the first. */
  private def made(pages: (String, String)*)(check: (Seq[String], Path) => Unit): Unit =
    TempFolder.use { folder =>
      val project = folder.resolve("project")
      val start = "# Start\n\n## All\n\n[a](a.md) [r](../../../README.md) [d](../../../data/README.md)\n"
      val all = Map(
        "README.md" -> "# R",
        "data/README.md" -> "# D",
        "src/site/markdown/index.md" -> start,
        "src/site/markdown/a.md" -> "# A"
      ) ++ pages
      for ((name, text) <- all) {
        Files.createDirectories(project.resolve(name).getParent)
        TempFolder.write(project.resolve(name), text)
      }
      Files.createDirectories(project.resolve("src/site/resources"))
      for (file <- Seq("page.html", "site.css", "site.js"))
        Files.copy(
          Page.home.resolve(s"src/site/resources/$file"),
          project.resolve(s"src/site/resources/$file")
        )
      check(make(project, folder.resolve("site")), folder.resolve("site"))
    }

  test(
    "a link to no page, to no heading and to no file is reported, and so is a page that nobody is sent to"
  ) {
    made(
      "README.md" -> "# R\n\n[a](src/site/markdown/a.md) [b](src/site/markdown/gone.md)\n",
      "src/site/markdown/a.md" -> "# A\n\n## One two\n\n[1](#one-two) [2](#one-three) [3](a.md#four) [4](../x.java)\n",
      "src/site/markdown/lonely.md" -> "# L"
    ) { (faults, _) =>
      assert(
        faults == Seq(
          "README.md: the link src/site/markdown/gone.md leads nowhere",
          "src/site/markdown/a.md: the link #one-three leads nowhere",
          "src/site/markdown/a.md: the link a.md#four leads nowhere",
          "src/site/markdown/a.md: the link ../x.java leads nowhere",
          "src/site/markdown/lonely.md: no link in src/site/markdown/index.md leads there"
        )
      )
    }
  }

  test("anchors are GitHub's") {
    val headings = Seq("Rows: `a.b_c` & more", "What (not) to do?", "Same", "Same")
    made("src/site/markdown/a.md" -> headings.map("## " + _).mkString("# A\n\n", "\n\n", "\n")) {
      (faults, site) =>
        assert(faults == Nil)
        val ids = attributes(read(site.resolve("a.html")), "id").filterNot(Set("search", "found", "pages"))
        assert(ids == Seq("a", "rows-ab_c--more", "what-not-to-do", "same", "same-1"))
    }
  }

  test("a file that a page links to is shown, and its text is escaped") {
    made(
      "src/site/markdown/a.md" -> "# A\n\n[x](../../../x/Y.java)\n",
      "x/Y.java" -> "List<String> a = b & \"c\";"
    ) { (faults, site) =>
      assert(faults == Nil)
      val shown = read(site.resolve("files/x/Y.java.html"))
      assert(shown.contains("List&lt;String&gt; a = b &amp; &quot;c&quot;;"))
      assert(pages(site).flatMap(lost) == Nil)
    }
  }
}

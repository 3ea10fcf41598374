package io.twinstream.migration.scan

import java.io.ByteArrayOutputStream
import java.nio.file.{Files, Path}
import java.util.zip.{ZipEntry, ZipOutputStream}

import scala.jdk.CollectionConverters._
import scala.util.Random

import io.twinstream.{RuleTier, TempFolder}
import io.twinstream.error.UserError
import org.scalatest.funsuite.AnyFunSuite

/** What is read of files and directories, and what is said of those that cannot be read. */
@RuleTier
final class ReaderSuite extends AnyFunSuite {
  private val source =
    """package app;
      |import org.apache.spark.streaming.api.java.JavaDStream;
      |class App { void run(JavaDStream<String> lines) { lines.print(); } }
      |""".stripMargin

  private lazy val app: Array[Byte] = TempFolder.use { directory =>
    Files.readAllBytes(Compiler.compile(source, directory).resolve("app/App.class"))
  }

  /** With a lambda, a method reference and a receiver. */
  private lazy val rich: Array[Byte] = TempFolder.use { directory =>
    val source =
      """package app;
        |import org.apache.spark.storage.StorageLevel;
        |import org.apache.spark.streaming.api.java.JavaDStream;
        |import org.apache.spark.streaming.receiver.Receiver;
        |class Rich extends Receiver<String> {
        |  Rich() { super(StorageLevel.MEMORY_ONLY()); }
        |  public void onStart() { store("x"); new Thread(this::onStop).start(); }
        |  public void onStop() {}
        |  static void run(JavaDStream<String> lines, int n) {
        |    lines.map(String::length).filter(l -> l > n).foreachRDD(rdd -> { System.out.println(rdd.count()); });
        |  }
        |}
        |""".stripMargin
    Files.readAllBytes(Compiler.compile(source, directory).resolve("app/Rich.class"))
  }

  private def zip(entries: (String, Array[Byte])*): Array[Byte] = {
    val bytes = new ByteArrayOutputStream
    val out = new ZipOutputStream(bytes)
    for ((name, content) <- entries) {
      out.putNextEntry(new ZipEntry(name))
      out.write(content)
    }
    out.close()
    bytes.toByteArray
  }

  private def scan(paths: Path*): ScanReport = scan(ClassFiles.Limits.USUAL, paths: _*)

  private def scan(limits: ClassFiles.Limits, paths: Path*): ScanReport =
    Scanner.scan(paths.map(_.toString).asJava, (_, _) => (), limits)

  private def found(report: ScanReport): Seq[(String, String)] =
    report.findings.asScala.toSeq.map(finding => finding.location -> finding.api)

  private def unread(report: ScanReport): Seq[(String, String)] =
    report.classesUnread.asScala.toSeq.map(one => one.name -> one.reason)

  private def inDirectory(files: (String, Array[Byte])*)(body: Path => Unit): Unit =
    TempFolder.use { directory =>
      for ((name, bytes) <- files) {
        val file = directory.resolve(name)
        Files.createDirectories(file.getParent)
        Files.write(file, bytes)
      }
      body(directory)
    }

  test("a class file, a directory, a jar, a jar of any name") {
    inDirectory(
      "a/App.class" -> app,
      "b/app.jar" -> zip("app/App.class" -> app),
      "c/app.bin" -> zip("App.class" -> app)
    ) { directory =>
      val places = Seq("a/App.class", "a", "b", "b/app.jar", "c/app.bin")
      for (place <- places)
        assert(found(scan(directory.resolve(place))).map(_._2) == Seq("JavaDStream.print"), place)
    }
  }

  test("jars within jars, to the fourth") {
    def nest(depth: Int): Array[Byte] =
      if (depth == 1) zip("app/App.class" -> app) else zip("lib/inner.jar" -> nest(depth - 1))
    inDirectory("four.jar" -> nest(4), "five.jar" -> nest(5)) { directory =>
      val four = scan(directory.resolve("four.jar"))
      assert(
        found(four).map(_._1) == Seq(
          s"$directory/four.jar!/lib/inner.jar!/lib/inner.jar!/lib/inner.jar!/app/App.class"
        )
      )
      val five = scan(directory.resolve("five.jar"))
      assert(found(five) == Nil)
      assert(unread(five).map(_._2) == Seq("the 5th archive within archives; not opened"))
    }
  }

  test("a class path, with a wildcard") {
    inDirectory("lib/one.jar" -> zip("app/App.class" -> app), "classes/Bad.class" -> Array[Byte](1)) {
      directory =>
        val path = s"$directory/classes${java.io.File.pathSeparator}$directory/lib/*"
        val report = Scanner.scan(List(path).asJava, (_, _) => ())
        assert(report.classesRead == 1 && unread(report).size == 1)
    }
  }

  test("of two classes of one name the first counts") {
    inDirectory("a/App.class" -> app, "b/App.class" -> app) { directory =>
      val report = scan(directory)
      assert(report.classesRead == 1 && report.duplicates == 1 && report.findings.size == 1)
    }
  }

  test("what is not there, or holds no class, is the user's error") {
    inDirectory("a/readme.txt" -> "x".getBytes) { directory =>
      val missing = intercept[UserError](scan(directory.resolve("none.jar")))
      assert(
        missing.getMessage.endsWith(
          "none.jar: there is no such file or directory; name jars, directories or a class path"
        )
      )
      assert(intercept[UserError](scan(directory)).getMessage.contains("no class file and no Python in it"))
    }
  }

  test("a class cut off at any byte is not read, and never breaks the scan") {
    inDirectory() { directory =>
      for (length <- 0 until app.length) {
        Files.write(directory.resolve("App.class"), app.take(length))
        val report = scan(directory)
        assert(report.classesRead == 0 && unread(report).map(_._1) == Seq(s"$directory/App.class"), length)
      }
    }
  }

  test("a class with any byte changed is read or named, and never breaks the scan") {
    val random = new Random(6)
    inDirectory() { directory =>
      for (_ <- 1 to 800) {
        val bytes = rich.clone
        for (_ <- 0 to random.nextInt(4)) bytes(random.nextInt(bytes.length)) = random.nextInt().toByte
        Files.write(directory.resolve("App.class"), bytes)
        val report = scan(directory)
        assert(report.classesRead + unread(report).size == 1)
      }
    }
  }

  test("a class file of a version that is not known is named with the version") {
    val future = app.clone
    future(7) = 120
    inDirectory("App.class" -> future, "Text.class" -> "text, long enough".getBytes) { directory =>
      assert(
        unread(scan(directory)).sorted == Seq(
          s"$directory/App.class" -> "class file version 120 is newer than 71, the newest that is understood",
          s"$directory/Text.class" -> "not a class file"
        )
      )
    }
  }

  test("class files of every Java version since 1.1 are read") {
    for (major <- 45 to 71) {
      val bytes = app.clone
      bytes(7) = major.toByte
      inDirectory("App.class" -> bytes)(directory => assert(found(scan(directory)).size == 1, major))
    }
  }

  test("a truncated jar is read as far as it goes, and named") {
    val whole = zip("app/App.class" -> app, "other.txt" -> Random.nextString(20000).getBytes("UTF-8"))
    inDirectory("app.jar" -> whole.take(whole.length / 2)) { directory =>
      val report = scan(directory)
      assert(found(report).size == 1)
      assert(unread(report).map(_._1) == Seq(s"$directory/app.jar"))
      assert(unread(report).head._2.contains("read as far as other.txt"))
    }
  }

  test("a file that is no jar, and a jar with a broken entry, are named") {
    val broken = zip("app/App.class" -> app, "app/B.class" -> app)
    for (at <- 60 until 120) broken(at) = 0
    inDirectory("text.jar" -> "no jar".getBytes, "broken.jar" -> broken) { directory =>
      val names = unread(scan(directory)).map(_._1)
      assert(names.contains(s"$directory/text.jar"))
      assert(names.exists(_.startsWith(s"$directory/broken.jar")))
    }
  }

  test("a jar cut off or changed anywhere never breaks the scan") {
    val random = new Random(6)
    val whole = zip("app/App.class" -> app, "lib/x.jar" -> zip("app/App.class" -> app))
    inDirectory() { directory =>
      for (_ <- 1 to 200) {
        val bytes = whole.take(1 + random.nextInt(whole.length - 1))
        bytes(random.nextInt(bytes.length)) = random.nextInt().toByte
        Files.write(directory.resolve("app.jar"), bytes)
        assert(unread(scan(directory)).nonEmpty)
      }
    }
  }

  test("what unpacks without end is stopped, and named") {
    val zeros = new Array[Byte](4 << 20)
    val bomb = zip((1 to 20).map(i => s"lib/$i.jar" -> zip("zeros.txt" -> zeros, "Z.class" -> zeros)): _*)
    val limits = new ClassFiles.Limits(1 << 20, 8L << 20, 4)
    inDirectory("bomb.jar" -> bomb, "wide.jar" -> zip((1 to 20).map(i => s"$i.class" -> zeros): _*)) {
      directory =>
        val report = scan(limits, directory)
        assert(report.classesRead == 0)
        val reasons = unread(report).map(_._2)
        assert(reasons.exists(_.contains("unpacks to more than 8,388,608 bytes")))
        assert(reasons.exists(_.contains("larger than 1,048,576 bytes")))
        assert(unread(report).size < 40)
    }
  }

  test("a directory that links to itself is walked once, and the link is named") {
    inDirectory("a/App.class" -> app) { directory =>
      Files.createSymbolicLink(directory.resolve("a/loop"), directory)
      val report = scan(directory)
      assert(found(report).size == 1)
      assert(unread(report) == Seq(s"$directory/a/loop" -> "a link to a directory above it; not followed"))
      Files.delete(directory.resolve("a/loop"))
    }
  }

  test("a pipe is named, not waited for") {
    inDirectory("App.class" -> app) { directory =>
      val pipe = directory.resolve("pipe.jar")
      assert(new ProcessBuilder("mkfifo", pipe.toString).start().waitFor() == 0)
      assert(unread(scan(directory)) == Seq(pipe.toString -> "not a regular file"))
    }
  }

  test("a file that cannot be opened is named") {
    inDirectory("App.class" -> app) { directory =>
      Files.createSymbolicLink(directory.resolve("Gone.class"), directory.resolve("nowhere"))
      assert(unread(scan(directory)).map(_._1) == Seq(s"$directory/Gone.class"))
      Files.delete(directory.resolve("Gone.class"))
    }
  }
}

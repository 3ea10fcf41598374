package io.twinstream.recovery

import io.twinstream.{RuleTier, TempFolder}
import java.io.FileNotFoundException
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path => JPath}
import java.nio.file.attribute.PosixFilePermissions
import java.util.EnumSet
import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.{CreateFlag, FileContext, Options, Path}
import org.apache.hadoop.fs.permission.FsPermission
import org.scalatest.funsuite.AnyFunSuite

/** What Hadoop's own local file system does, this one does. */
@RuleTier
class LocalCheckpointFsSuite extends AnyFunSuite {
  private def context(isOurs: Boolean): FileContext = {
    val conf = new Configuration()
    if (isOurs)
      conf.set(LocalCheckpointFs.SETTING.stripPrefix("spark.hadoop."), classOf[LocalCheckpointFs].getName)
    FileContext.getLocalFSFileContext(conf)
  }

  private def write(files: FileContext, at: JPath, text: String): Unit = {
    val out = files.create(new Path(at.toString), EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE))
    out.write(text.getBytes(UTF_8))
    out.close()
  }

  private def read(files: FileContext, at: JPath): String = {
    val in = files.open(new Path(at.toString))
    try new String(in.readAllBytes, UTF_8)
    finally in.close()
  }

  private def permissions(at: JPath): String =
    PosixFilePermissions.toString(Files.getPosixFilePermissions(at))

  for (isOurs <- Seq(true, false)) {
    val whose = if (isOurs) "ours" else "Hadoop's"

    test(s"$whose: is the class that the setting names") {
      val used = context(isOurs).getDefaultFileSystem
      assert(used.isInstanceOf[LocalCheckpointFs] == isOurs)
    }

    test(s"$whose: a file has its text, its permissions and a checksum beside it") {
      TempFolder.use { folder =>
        val file = folder.resolve("a")
        write(context(isOurs), file, "text")
        assert(read(context(isOurs), file) == "text")
        assert(permissions(file) == "rw-r--r--" && Files.exists(folder.resolve(".a.crc")))
        context(isOurs).setPermission(new Path(file.toString), new FsPermission("700"))
        assert(permissions(file) == "rwx------")
      }
    }

    test(s"$whose: a rename replaces only where it is told to") {
      TempFolder.use { folder =>
        val (from, to) = (folder.resolve("from"), folder.resolve("to"))
        val files = context(isOurs)
        write(files, from, "new")
        write(files, to, "old")
        intercept[java.io.IOException](files.rename(new Path(from.toString), new Path(to.toString)))
        assert(read(files, to) == "old")
        files.rename(new Path(from.toString), new Path(to.toString), Options.Rename.OVERWRITE)
        assert(read(files, to) == "new" && !Files.exists(from) && !Files.exists(folder.resolve(".from.crc")))
      }
    }

    test(s"$whose: a link is seen as one, and what is missing is said") {
      TempFolder.use { folder =>
        val target = TempFolder.write(folder.resolve("target"), "x")
        val link = Files.createSymbolicLink(folder.resolve("link"), target)
        val files = context(isOurs)
        assert(files.getFileLinkStatus(new Path(link.toString)).isSymlink)
        assert(!files.getFileLinkStatus(new Path(target.toString)).isSymlink)
        intercept[FileNotFoundException](files.getFileLinkStatus(new Path(folder.resolve("none").toString)))
      }
    }
  }

  test("the checksum is the one that Hadoop's own writes") {
    TempFolder.use { folder =>
      val sums = Seq(true, false).map { isOurs =>
        val file = folder.resolve(isOurs.toString)
        write(context(isOurs), file, "text")
        Files.readAllBytes(folder.resolve(s".$isOurs.crc")).toSeq
      }
      assert(sums.head == sums.last && sums.head.length > 4)
    }
  }
}

package io.twinstream.endtoend

import java.nio.file.{Files, Path}
import org.apache.hadoop.conf.Configuration

/** A folder for `HADOOP_CONF_DIR`. */
object HadoopSite {

  /** Makes one with a file, such as `core-site.xml`, of these settings. */
  def of(folder: Path, file: String, settings: (String, String)*): Path = {
    val conf = Files.createTempDirectory(folder, "hadoop-conf")
    val configuration = new Configuration(false)
    settings.foreach { case (name, value) => configuration.set(name, value) }
    val out = Files.newOutputStream(conf.resolve(file))
    try configuration.writeXml(out)
    finally out.close()
    conf
  }
}

package io.twinstream.recovery;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFs;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FsConstants;
import org.apache.hadoop.fs.FsServerDefaults;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.local.LocalConfigKeys;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Hadoop's local file system, without the processes that it starts: a {@code chmod} for every file
 * that it makes and some {@code readlink} for every one that it renames, 45 of them in a
 * micro-batch of a query whose checkpoint is on a local disk (Hadoop 3.3 without its native
 * library). Here both are calls of Java; the files are the same, checksums included.
 */
public final class LocalCheckpointFs extends ChecksumFs {
  /** The setting that makes Hadoop use it where Spark writes the checkpoints of queries. */
  public static final String SETTING = "spark.hadoop.fs.AbstractFileSystem.file.impl";

  /** As Hadoop makes it, by reflection. */
  public LocalCheckpointFs(URI uri, Configuration conf) throws IOException, URISyntaxException {
    super(new Delegate(conf));
  }

  /** As Hadoop's own, whose constructors are not for others. */
  private static final class Delegate extends DelegateToFileSystem {
    private static final int NO_PORT = -1;

    private Delegate(Configuration conf) throws IOException, URISyntaxException {
      super(
          FsConstants.LOCAL_FS_URI,
          new WithoutProcesses(),
          conf,
          FsConstants.LOCAL_FS_URI.getScheme(),
          false);
    }

    @Override
    public int getUriDefaultPort() {
      return NO_PORT;
    }

    @Override
    public FsServerDefaults getServerDefaults(Path path) throws IOException {
      return LocalConfigKeys.getServerDefaults();
    }

    @Override
    public boolean isValidName(String name) {
      return true; // what a name may be is the system's to say
    }
  }

  /** Where Hadoop starts a process, a call of Java. */
  private static final class WithoutProcesses extends RawLocalFileSystem {
    @Override
    public void setPermission(Path path, FsPermission permission) throws IOException {
      String symbols =
          permission.getUserAction().SYMBOL
              + permission.getGroupAction().SYMBOL
              + permission.getOtherAction().SYMBOL;
      try {
        Files.setPosixFilePermissions(
            pathToFile(path).toPath(), PosixFilePermissions.fromString(symbols));
      } catch (UnsupportedOperationException notPosix) {
        super.setPermission(path, permission);
      }
    }

    @Override
    public FileStatus getFileLinkStatus(Path path) throws IOException {
      return Files.isSymbolicLink(pathToFile(path).toPath())
          ? super.getFileLinkStatus(path)
          : getFileStatus(path);
    }
  }
}

package io.twinstream.migration.scan;

import io.twinstream.migration.scan.python.PythonProgram;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/**
 * Finds class files and files of Python in directories, archives and archives within archives.
 *
 * <p>What cannot be read is handed over as {@link Unread}. What is unpacked is bounded by {@link
 * Limits}, so that a small file cannot unpack without end.
 */
final class ClassFiles {
  private static final String WITHIN = "!/";
  private static final List<String> ARCHIVES =
      List.of(".jar", ".war", ".ear", ".zip", ".whl", ".egg");

  private final ClassFileVisitor visitor;
  private final Limits limits;

  ClassFiles(ClassFileVisitor visitor, Limits limits) {
    this.visitor = visitor;
    this.limits = limits;
  }

  /**
   * How much is unpacked at most.
   *
   * @param classBytes of one class file
   * @param unpackedBytes of all class files and archives within one archive
   * @param depth how many archives within each other
   */
  record Limits(int classBytes, long unpackedBytes, int depth) {
    static final Limits USUAL = new Limits(16 << 20, 2L << 30, 4);
  }

  /** Visits every class file at or below this path; links are followed. */
  void visit(Path path) throws IOException {
    Files.walkFileTree(
        path, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new Walk(path));
  }

  private final class Walk extends SimpleFileVisitor<Path> {
    private final Path start;

    private Walk(Path start) {
      this.start = start;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      String name = file.toString();
      boolean isArchive = isArchive(name) || !isFile(name) && file.equals(start);
      if (!isArchive && !isFile(name)) {
        return FileVisitResult.CONTINUE;
      }
      if (!attributes.isRegularFile()) {
        // Reading a pipe would wait for ever.
        unread(name, "not a regular file");
      } else if (isArchive) {
        archive(file, name, new Budget(limits.unpackedBytes()), 1);
      } else {
        readFile(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      boolean isLoop = failure instanceof FileSystemLoopException;
      unread(
          file.toString(), isLoop ? "a link to a directory above it; not followed" : why(failure));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException failure) {
      if (failure != null) {
        unread(directory.toString(), why(failure));
      }
      return FileVisitResult.CONTINUE;
    }
  }

  private void readFile(Path file) {
    String location = file.toString();
    if (visitor.wants(location)) {
      try (InputStream in = Files.newInputStream(file)) {
        file(location, in);
      } catch (IOException e) {
        unread(location, why(e));
      }
    }
  }

  private void archive(Path file, String location, Budget budget, int depth) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        String within = location + WITHIN + entry.getName();
        if (isOfInterest(within)) {
          try (InputStream in = budget.counted(zip.getInputStream(entry))) {
            entry(within, in, budget, depth);
          } catch (Budget.TooLarge e) {
            unread(location, "%s (at %s)".formatted(why(e), entry.getName()));
            return;
          } catch (IOException | IllegalArgumentException e) {
            unread(within, why(e));
          }
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      salvage(file, location, budget, depth, why(e));
    }
  }

  /** Reads, from its beginning, an archive that has lost its directory at the end. */
  private void salvage(Path file, String location, Budget budget, int depth, String reason) {
    String last = "nothing of it could be read";
    try (ZipInputStream zip =
        new ZipInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        last = "read as far as " + entry.getName();
        InputStream in = budget.counted(zip);
        String within = location + WITHIN + entry.getName();
        if (isOfInterest(within)) {
          entry(within, in, budget, depth);
        }
        in.transferTo(OutputStream.nullOutputStream());
      }
    } catch (IOException | IllegalArgumentException e) {
      last += ", which ends with: " + why(e);
    }
    unread(location, reason + "; " + last);
  }

  private boolean isOfInterest(String location) {
    return isFile(location) ? visitor.wants(location) : isArchive(location);
  }

  private void entry(String location, InputStream in, Budget budget, int depth) throws IOException {
    if (isFile(location)) {
      file(location, in);
    } else if (depth == limits.depth()) {
      unread(location, "the %dth archive within archives; not opened".formatted(depth + 1));
    } else {
      Path copy = Files.createTempFile("twinstream-scan", ".jar");
      try {
        Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
        archive(copy, location, budget, depth + 1);
      } finally {
        Files.delete(copy);
      }
    }
  }

  private void file(String location, InputStream in) throws IOException {
    boolean isPython = PythonProgram.isPython(location);
    int most = isPython ? PythonProgram.largest(location) : limits.classBytes();
    byte[] bytes = in.readNBytes(most + 1);
    if (bytes.length > most) {
      unread(location, "larger than %,d bytes; not read".formatted(most));
    } else if (isPython) {
      visitor.pythonFile(location, bytes);
    } else {
      visitor.classFile(location, bytes);
    }
  }

  private void unread(String name, String reason) {
    visitor.unread(new Unread(name, reason));
  }

  private static boolean isFile(String name) {
    return name.endsWith(".class") || PythonProgram.isPython(name);
  }

  private static boolean isArchive(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return ARCHIVES.stream().anyMatch(lower::endsWith);
  }

  private static String why(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}

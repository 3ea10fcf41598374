package io.twinstream.migration.scan;

/** Is given what {@link ClassFiles} finds. */
interface ClassFileVisitor {
  /** Returns whether the bytes of this file are wanted. */
  default boolean wants(String location) {
    return true;
  }

  /**
   * Takes a class file.
   *
   * @param location where it is: {@code lib/app.jar!/com/x/App.class}
   */
  void classFile(String location, byte[] bytes);

  /**
   * Takes a file of Python, or a notebook.
   *
   * @param location where it is: {@code jobs.zip!/jobs/count.py}
   */
  default void pythonFile(String location, byte[] bytes) {}

  /** Takes what could not be read. */
  void unread(Unread unread);
}

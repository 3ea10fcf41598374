package com.example.pages;

import io.twinstream.api.JobOptions;
import picocli.CommandLine.Option;

/** What both programs are told. */
public final class PageOptions implements JobOptions {
  @Option(names = "--prefix", description = "Only pages that begin with this; default: all.")
  String prefix = "";
}

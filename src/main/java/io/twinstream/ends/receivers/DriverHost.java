package io.twinstream.ends.receivers;

/** Runs receivers in the driver's process. */
record DriverHost(ReceiverSettings settings, BlockFolder folder) implements Hosts.Host {
  @Override
  public void run(int number) throws Exception {
    new HostedRun(settings, number, folder).run();
  }

  @Override
  public void stop() {}
}

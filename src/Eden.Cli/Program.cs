using Eden.Cli;

return CommandLine.Run(args);

using Carewright.Host.CommandLine;

return await Verbs.RunAsync(args).ConfigureAwait(false);

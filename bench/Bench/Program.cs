using Carewright.Bench;
using Carewright.Bench.Processes;
using Carewright.Bench.Raw;
using Carewright.Bench.Results;
using Carewright.Bench.Terms;

// The hidden verbs are this program's own children: servers and imports run in processes of their own, as they would in a clinic.
switch (args)
{
    case ["serve", var data, var port]:
        return await ServeVerb.RunAsync(data, port);
    case ["fill", var data, var files]:
        return await FillVerb.RunAsync(data, files);
    case ["raw-fill", var data, var files]:
        return RawFillVerb.Run(data, files);
    case ["parts", "pages", var store]:
        return await PageParts.RunAsync(store);
    case ["parts", "export", var store]:
        return await ExportParts.RunAsync(store);
    case ["parts", "rates"]:
        return RateParts.Run();
    case ["parts", "interface"]:
        return await InterfaceParts.RunAsync();
    case ["parts", "messages"]:
        return await MessageLogParts.RunAsync();
    case ["parts", "analysers"]:
        return await AnalyserParts.RunAsync();
    case ["parts", ..]:
        return Parts.Run(args.Length > 1 ? args[1] : "");
    case ["audit", ..]:
        return await AuditParts.RunAsync(args.Length > 1 ? args[1] : "200000");
    case ["terms", ..]:
        return TermsVerb.Run(args.Length > 1 ? args[1] : "500000");
    case ["growth", var small, var large]:
        return await GrowthTable.PrintAsync(small, large);
    case ["raw-serve", var data, var port]:
        return await RawServeVerb.RunAsync(data, port);
}

if (BenchOptions.Parse(args) is not { } options)
{
    await Console.Error.WriteLineAsync(BenchOptions.Usage);
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
try
{
    await new BenchRun(options).RunAsync(stop.Token);
    return 0;
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("bench: stopped");
    return 130;
}
catch (BenchFault fault)
{
    await Console.Error.WriteLineAsync($"bench: {fault.Message}");
    return 1;
}

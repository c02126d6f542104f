using System.CommandLine;
using System.Globalization;
using Carewright.Gateway;
using Carewright.Host.Consoles;
using Carewright.Migration.Importing;
using Carewright.Migration.Sources;

namespace Carewright.Host.CommandLine;

/// <summary><c>import fhir PATH... --data DIR</c>. Exit code 1 when anything was refused.</summary>
internal static class ImportVerb
{
    internal static Command Create() => new("import", "Bring records in.") { CreateFhir() };

    private static Command CreateFhir()
    {
        var data = StoreOptions.Data();
        var paths = new Argument<string[]>("PATH") { Description = "Bundles or resources (.json), NDJSON, folders, .tar.gz, .tgz, .tar, .zip.", Arity = ArgumentArity.OneOrMore };
        var report = new Option<FileInfo?>("--report") { Description = "Write all refusals to this file as JSON lines." };
        var command = new Command("fhir", "Import FHIR files. Repeating it changes nothing; a broken-off import goes on where it stopped.") { paths, data, report };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(paths)!, parsed.GetValue(data)!, parsed.GetValue(report), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string[] paths, DirectoryInfo data, FileInfo? reportFile, CancellationToken cancellationToken)
    {
        await using var console = await StoreFolder.ConsoleAsync(data, mayCreate: false, cancellationToken).ConfigureAwait(false);
        var journal = new ImportJournal(Path.Combine(data.FullName, "import-journal"));
        if (journal.Count > 0)
            await Console.Error.WriteLineAsync($"Going on with a broken-off import: {journal.Count} files are done.").ConfigureAwait(false);
        using var line = new ProgressLine("resources");
        var progress = new Progress<ImportProgress>(step => line.Update(step.Done, 0, Path.GetFileName(step.Source)));
        try
        {
            var import = new FhirImport(console.ImportAsync, journal, TimeProvider.System);
            var report = await import.RunAsync(ImportSources.Find(paths), progress, cancellationToken).ConfigureAwait(false);
            line.Finish();
            Print(report);
            if (reportFile is not null)
                await RefusalFile.WriteAsync(reportFile, report.Refused, cancellationToken).ConfigureAwait(false);
            return report.RefusedCount == 0 ? 0 : 1;
        }
        catch (FileNotFoundException missing)
        {
            throw new ConsoleException(missing.Message);
        }
        catch (InvalidDataException broken)
        {
            throw new ConsoleException($"An archive cannot be read: {broken.Message}");
        }
    }

    private static void Print(ImportReport report)
    {
        Console.WriteLine($"{"",-28} {"created",10} {"updated",10} {"unchanged",10}");
        foreach (var (type, effects) in report.Accepted)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{type,-28} {effects.GetValueOrDefault(WriteEffect.Created),10:N0} {effects.GetValueOrDefault(WriteEffect.Updated),10:N0} {effects.GetValueOrDefault(WriteEffect.Unchanged),10:N0}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\n{report.AcceptedCount:N0} accepted, {report.RefusedCount:N0} refused, from {report.Files:N0} files in {report.Elapsed.TotalSeconds:0.0} s ({(report.AcceptedCount + report.RefusedCount) / Math.Max(0.001, report.Elapsed.TotalSeconds):N0} a second)"));
        foreach (var refused in report.Refused.Take(20))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"refused {refused.Source}:{refused.Line} {refused.Reference}: {string.Join("; ", refused.Issues.Select(issue => $"{issue.Location} {issue.Message}"))}"));
        if (report.RefusedCount > 20)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"… and {report.RefusedCount - 20:N0} more; --report FILE writes them all."));
    }
}

/// <summary>Refusals as JSON lines: source, line, reference, issues.</summary>
internal static class RefusalFile
{
    internal static async Task WriteAsync(FileInfo file, IReadOnlyList<RefusedResource> refused, CancellationToken cancellationToken)
    {
        await using var stream = file.Create();
        foreach (var one in refused)
        {
            await System.Text.Json.JsonSerializer.SerializeAsync(stream, one, RefusalJson.Default.RefusedResource, cancellationToken).ConfigureAwait(false);
            stream.WriteByte((byte)'\n');
        }
    }
}

/// <summary>The JSON of a refusal.</summary>
[System.Text.Json.Serialization.JsonSourceGenerationOptions(PropertyNamingPolicy = System.Text.Json.Serialization.JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[System.Text.Json.Serialization.JsonSerializable(typeof(RefusedResource))]
internal sealed partial class RefusalJson : System.Text.Json.Serialization.JsonSerializerContext;

using System.Globalization;
using Carewright.Scenarios.Tests.Importing;
using Carewright.Scenarios.Tests.Running;
using Carewright.Testing;

[assembly: AssemblyFixture(typeof(ImportedClinic))]

namespace Carewright.Scenarios.Tests.Importing;

/// <summary>
/// The Synthea bundles in a store, brought there by the real command line: one run that is killed half way, one that takes it up and ends it, and one more over the socket of a running server.
/// Made when the first test asks for it.
/// </summary>
public sealed class ImportedClinic : IAsyncDisposable
{
    private readonly Lazy<Task> _ready;
    private readonly TemporaryFolder _folder = new();

    public ImportedClinic() => _ready = new Lazy<Task>(PrepareAsync);

    internal SyntheaRecord Record { get; private set; } = null!;

    internal RunningClinic Running { get; private set; } = null!;

    internal DirectoryInfo Data => _folder.Folder("store");

    /// <summary>A door that may see everything that is not restricted.</summary>
    internal Door Door => Running.As("interface");

    internal CommandRun Resumed { get; private set; } = null!;

    internal CommandRun Repeated { get; private set; } = null!;

    /// <summary>Highest sequence number before the repeated import.</summary>
    internal long SequenceBefore { get; private set; }

    /// <summary>Waits until everything is there. Skips the test when the data is not.</summary>
    internal Task ReadyAsync()
    {
        SyntheaFiles.Bundles();
        return _ready.Value;
    }

    private async Task PrepareAsync()
    {
        var bundles = SyntheaFiles.Bundles();
        var source = Path.GetDirectoryName(bundles[0])!;
        Record = new SyntheaRecord(bundles);
        (await CommandRun.RunAsync("init", "--data", Data.FullName, "--tenant", "Scenario clinic", "--admin", "admin")).Expect(0);
        await BreakOffAsync(source);
        Resumed = await CommandRun.RunAsync("import", "fhir", source, "--data", Data.FullName);
        Running = await RunningClinic.OpenAsync(Data);
        await Running.AddUserAsync("interface", "system-interface");
        await Running.AddUserAsync("dr", "physician", SeededClinic.FamilyMedicine);
        SequenceBefore = Running.Clinic.Store.Statistics().LastSequence;
        Repeated = await CommandRun.RunAsync("import", "fhir", source, "--data", Data.FullName);
    }

    // Killed as soon as there are some resources in the file, wherever it then is.
    private async Task BreakOffAsync(string source)
    {
        await using var import = CommandRun.Start("import", "fhir", source, "--data", Data.FullName);
        var log = new FileInfo(Path.Combine(Data.FullName, "record.db-wal"));
        for (var i = 0; i < 1200 && !import.HasExited && (log.Refreshed() is not { Exists: true } file || file.Length < 2_000_000); i++)
            await Task.Delay(50);
        await import.KillAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_ready.IsValueCreated)
        {
            if (Running is not null)
                await Running.DisposeAsync();
            foreach (var program in new[] { Resumed, Repeated })
            {
                if (program is not null)
                    await program.DisposeAsync();
            }
        }
        _folder.Dispose();
    }

    /// <summary>The numbers of a line of the import's report, by type.</summary>
    internal static Dictionary<string, long[]> Report(CommandRun import) => import.Output.Split('\n')
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        .Where(words => words.Length == 4 && words[1..].All(word => long.TryParse(word, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out _)))
        .ToDictionary(words => words[0], words => words[1..].Select(word => long.Parse(word, NumberStyles.AllowThousands, CultureInfo.InvariantCulture)).ToArray(), StringComparer.Ordinal);
}

internal static class FileFacts
{
    internal static FileInfo Refreshed(this FileInfo file)
    {
        file.Refresh();
        return file;
    }
}

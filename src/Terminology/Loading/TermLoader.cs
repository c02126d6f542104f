using Carewright.Terminology.Concepts;
using Carewright.Terminology.Storing;

namespace Carewright.Terminology.Loading;

/// <summary>What a person says of a distribution beyond its files.</summary>
public sealed record LoadOptions
{
    /// <summary>Version; null to take it from the files.</summary>
    public string? Version { get; init; }

    /// <summary>Of a table of one's own: canonical url of the system.</summary>
    public string? System { get; init; }

    /// <summary>Of a table of one's own: its name.</summary>
    public string? Name { get; init; }

    /// <summary>Of a table of one's own: the column of codes.</summary>
    public string? CodeColumn { get; init; }

    /// <summary>Of a table of one's own: the column of displays.</summary>
    public string? DisplayColumn { get; init; }

    /// <summary>Of a table of one's own: the column of parents' codes.</summary>
    public string? ParentColumn { get; init; }
}

/// <summary>Reads one kind of distribution, row by row, into a load. Faults are logged with file and line, all of them. Without state; safe from many threads.</summary>
public abstract class TermLoader
{
    /// <summary>Name on the command line.</summary>
    public abstract string Kind { get; }

    /// <summary>What files it takes, in one sentence.</summary>
    public abstract string Description { get; }

    /// <summary>Every kind.</summary>
    public static IReadOnlyList<TermLoader> All { get; } =
    [
        new Icd10CmLoader(), new Icd10PcsLoader(), new HcpcsLoader(), new CvxLoader(), new MvxLoader(), new RxNormLoader(), new LoincLoader(), new SnomedLoader(), new NdcLoader(), new CsvLoader(), new FhirLoader(),
    ];

    /// <summary>Loads a distribution into a store. Null, with the reasons in the log, when anything is wrong with it: then nothing has changed.</summary>
    /// <param name="files">The distribution.</param>
    /// <param name="options">What was said of it.</param>
    /// <param name="store">Where it goes.</param>
    /// <param name="log">Faults and progress.</param>
    /// <param name="progress">Who wants to know of the indexing; null for nobody.</param>
    /// <param name="cancellationToken">Breaks it off; nothing has changed then.</param>
    public StoredSystem? Load(Distribution files, LoadOptions options, ITermStore store, LoadLog log, IProgress<TermProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(files);
        if (Prepare(files, options, log) is not { } header || log.Errors > 0)
            return null;
        if (header.Version is not { Length: > 0 })
        {
            log.Error("LOAD-VERSION", "The files do not tell their version: name it with --version.");
            return null;
        }
        using var load = store.BeginLoad(header, Kind);
        Read(files, options, load, log);
        if (load.Count == 0 && log.Errors == 0)
            log.Error("LOAD-EMPTY", "There is no code in these files.");
        return log.Errors > 0 ? null : load.Complete(progress, cancellationToken);
    }

    /// <summary>What the system says of itself; null, with the fault logged, when the files are not those of this kind.</summary>
    protected internal abstract CodeSystemHeader? Prepare(Distribution files, LoadOptions options, LoadLog log);

    /// <summary>Reads the concepts.</summary>
    protected internal abstract void Read(Distribution files, LoadOptions options, ITermLoad load, LoadLog log);

    /// <summary>The first file whose name contains one of the texts; logs a fault when there is none.</summary>
    private protected static DistributionFile? Need(Distribution files, LoadLog log, string what, Func<string, bool> name)
    {
        var found = files.First(name);
        if (found is null)
            log.Error("LOAD-FILE", $"There is no {what} among these files.");
        return found;
    }

    private protected static bool Named(string name, string part) => name.Contains(part, StringComparison.OrdinalIgnoreCase);
}

using System.Text;
using Carewright.Fhir.Json;
using Carewright.Fhir.Packages;
using Carewright.Fhir.Profiles;
using Carewright.Fhir.Validation;
using Carewright.Gateway.Writing;
using Carewright.Kernel;
using Carewright.Storage;

namespace Carewright.Conformance;

/// <summary>
/// The packages of a store and what the clinic has chosen about their profiles. A change takes effect with the next write; nothing is restarted. Safe from many threads.
/// </summary>
public sealed class ConformanceLibrary : IContentRules, IDefinitionSource, IDisposable
{
    private const string ChoiceKind = "profile-choice";

    private readonly PackageShelf _shelf;
    private readonly IPrivateTable _table;
    private readonly SemaphoreSlim _changing = new(1, 1);
    private Lazy<ConformanceState> _state;
    private ICodeValidation? _codes;
    private Action? _forget;
    private SearchParameterLibrary? _parameters;

    /// <summary>The library of a store.</summary>
    /// <param name="folder">Where the packages are; null for a store without a folder.</param>
    /// <param name="table">Where the choices are.</param>
    public ConformanceLibrary(DirectoryInfo? folder, IPrivateTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        _shelf = new PackageShelf(folder);
        _table = table;
        _state = new Lazy<ConformanceState>(Load);
    }

    /// <inheritdoc/>
    public ValidationOptions OnWrite => State.OnWrite;

    /// <inheritdoc/>
    public ValidationOptions OnAsked => State.OnAsked;

    /// <summary>The definitions at hand: those of R4 and of the packages.</summary>
    public DefinitionSet Definitions => State.Definitions;

    /// <summary>The profiles of the definitions.</summary>
    public ProfileSet Profiles => State.Profiles;

    /// <summary>What the clinic has chosen, by canonical URL. A profile without a choice is warned about where a resource claims it.</summary>
    public IReadOnlyDictionary<string, ProfileStance> Choices => State.Choices;

    /// <summary>What was wrong with files of the folder when they were read.</summary>
    public IReadOnlyList<Issue> Faults => State.Faults;

    private ConformanceState State => Volatile.Read(ref _state).Value;

    /// <summary>Gives it the terminology that validation asks. Once, before the first validation.</summary>
    /// <param name="codes">Answers about codes; it may take definitions from this very library.</param>
    /// <param name="forget">Called when packages change: what was worked out of them holds no more.</param>
    public void Attach(ICodeValidation codes, Action forget) => (_codes, _forget) = (codes, forget);

    /// <inheritdoc/>
    public ResourceDocument? Find(string resourceType, string canonicalUrl, string? version) => Definitions.Find(resourceType, canonicalUrl, version);

    /// <inheritdoc/>
    public IReadOnlyList<Issue> Judge(ResourceDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return document.ResourceType == "SearchParameter" && _parameters is { } parameters ? parameters.Judge(document) : [];
    }

    /// <summary>Puts the search parameters of the record and of the packages in force, now and after every change. Once, before the first request.</summary>
    /// <param name="store">The record.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task FollowAsync(IRecordStore store, CancellationToken cancellationToken)
    {
        _parameters = new SearchParameterLibrary(store, () => Definitions);
        await _parameters.RefreshAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The search parameters beyond those of R4, by type and code, and how far their index is.</summary>
    public IReadOnlyList<SearchParameterLine> SearchParameters() => _parameters?.Lines() ?? [];

    /// <summary>What the record and the packages have and what is not in force.</summary>
    public IReadOnlyList<UnusedSearchParameter> UnusedSearchParameters() => _parameters?.Shelf.Unused ?? [];

    /// <summary>Switches a package's search parameter on or off; false when no package brings it.</summary>
    public Task<bool> SwitchSearchParameterAsync(string canonical, bool isOn, CancellationToken cancellationToken) =>
        _parameters?.SwitchAsync(canonical, isOn, cancellationToken) ?? Task.FromResult(false);

    /// <summary>Takes a package. The same name and version replaces what was there.</summary>
    /// <param name="archive">The <c>.tgz</c>.</param>
    /// <param name="cancellationToken">Ends the wait for another change.</param>
    /// <returns>The package, null when it is refused; what is wrong with it; warnings name dependencies that are missing.</returns>
    public async Task<PackageOutcome> AddAsync(ReadOnlyMemory<byte> archive, CancellationToken cancellationToken)
    {
        var outcome = FhirPackage.Read(new MemoryStream(archive.ToArray()));
        if (outcome.Package is not { } package)
            return outcome;
        if (Refusal(package) is { } refusal)
            return new PackageOutcome(null, [.. outcome.Issues, refusal]);
        await _changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _shelf.WriteAsync(package, archive, cancellationToken).ConfigureAwait(false);
            var definitions = State.Definitions.With(package);
            Replace(State.With(definitions));
            _forget?.Invoke();
            await RefreshParametersAsync(cancellationToken).ConfigureAwait(false);
            var missing = package.Dependencies.Where(need => definitions.MissingDependencies().Any(other => other.Name == need.Name))
                .Select(need => Issue.Warning(IssueTypes.NotFound, "CONF-DEPENDENCY", $"{package} needs {need.Name}#{need.Version}, which is not here; what refers to it is not checked.", need.Name));
            return new PackageOutcome(package, [.. outcome.Issues, .. missing]);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Removes a package; null when there is none of that name (and version).</summary>
    /// <param name="name">Package name.</param>
    /// <param name="version">Version; null when there is only one.</param>
    /// <param name="cancellationToken">Ends the wait for another change.</param>
    public async Task<FhirPackage?> RemoveAsync(string name, string? version, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var found = Definitions.Packages.Where(package => package.Name == name && (version is null || package.Version == version)).ToArray();
            if (found is not [var package])
                return null;
            _shelf.Remove(package);
            var definitions = DefinitionSet.Of([.. Definitions.Packages.Where(other => !ReferenceEquals(other, package))]);
            Replace(State.With(definitions));
            await ForgetChoicesAsync(package, cancellationToken).ConfigureAwait(false);
            _forget?.Invoke();
            await RefreshParametersAsync(cancellationToken).ConfigureAwait(false);
            return package;
        }
        finally
        {
            _changing.Release();
        }
    }

    // What was chosen about a profile goes with the last package that has it: put back one day, it is a new question.
    private async Task ForgetChoicesAsync(FhirPackage package, CancellationToken cancellationToken)
    {
        var gone = package.Resources.Select(resource => resource.Url).OfType<string>().Where(url => Choices.ContainsKey(url) && Definitions.Find("StructureDefinition", url, null) is null).Distinct(StringComparer.Ordinal).ToList();
        foreach (var canonical in gone)
            await _table.PutAsync(ChoiceKind, canonical, null, cancellationToken).ConfigureAwait(false);
        if (gone.Count > 0)
            Replace(State.With(ReadChoices()));
    }

    /// <summary>Chooses what becomes of a profile; null forgets the choice. False when no such profile is at hand.</summary>
    public async Task<bool> ChooseAsync(string canonical, ProfileStance? stance, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(canonical);
        if (stance is not null && Profiles.Snapshot(canonical) is not { Snapshot: not null })
            return false;
        await _changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _table.PutAsync(ChoiceKind, canonical, stance is { } chosen ? Encoding.UTF8.GetBytes(chosen.ToString()) : null, cancellationToken).ConfigureAwait(false);
            Replace(State.With(ReadChoices()));
            return true;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Name of the folder of packages within a store's.</summary>
    public static string FolderName => "packages";

    /// <inheritdoc/>
    public void Dispose()
    {
        _changing.Dispose();
        _parameters?.Dispose();
    }

    private Task RefreshParametersAsync(CancellationToken cancellationToken) => _parameters?.RefreshAsync(cancellationToken) ?? Task.CompletedTask;

    private static Issue? Refusal(FhirPackage package)
    {
        if (!PackageShelf.CanName(package))
            return Issue.Error(IssueTypes.Value, "CONF-NAME", "The package's name or version has characters that no package name has.");
        return package.IsForR4 ? null : Issue.Error(IssueTypes.NotSupported, "CONF-FHIR-VERSION", $"{package} is for FHIR {string.Join(", ", package.FhirVersions)}; this is R4 (4.0.1).");
    }

    private void Replace(ConformanceState state) => Volatile.Write(ref _state, new Lazy<ConformanceState>(() => state));

    private ConformanceState Load()
    {
        var (packages, faults) = _shelf.ReadAll();
        var definitions = packages.Count == 0 ? DefinitionSet.R4 : DefinitionSet.Of(packages);
        return new ConformanceState(definitions, packages.Count == 0 ? ProfileSet.R4 : new ProfileSet(definitions), ReadChoices(), faults, _codes);
    }

    private Dictionary<string, ProfileStance> ReadChoices()
    {
        var choices = new Dictionary<string, ProfileStance>(StringComparer.Ordinal);
        foreach (var (canonical, value) in _table.List(ChoiceKind))
            // A word that is not understood enforces: a rule that cannot be read is not dropped.
            choices[canonical] = Enum.TryParse<ProfileStance>(Encoding.UTF8.GetString(value), out var stance) ? stance : ProfileStance.Enforced;
        return choices;
    }
}

using System.Collections.Concurrent;
using Carewright.Fhir.Json;
using Carewright.Fhir.Packages;
using Carewright.Kernel;

namespace Carewright.Fhir.Profiles;

/// <summary>The profiles of a set of definitions, each with its snapshot generated when it is first asked for. Safe from many threads.</summary>
public sealed class ProfileSet
{
    private readonly ConcurrentDictionary<string, SnapshotOutcome> _snapshots = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, CompiledProfile> _compiled = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, CompiledProfile> _mustSupport = new(StringComparer.Ordinal);

    /// <summary>The profiles of these definitions.</summary>
    public ProfileSet(IDefinitionSource definitions)
    {
        ArgumentNullException.ThrowIfNull(definitions);
        Definitions = definitions;
    }

    /// <summary>The profiles that R4 itself publishes.</summary>
    public static ProfileSet R4 { get; } = new(DefinitionSet.R4);

    /// <summary>Where the StructureDefinitions come from.</summary>
    public IDefinitionSource Definitions { get; }

    /// <summary>The snapshot of a profile with what is wrong with it; null when no such StructureDefinition is at hand.</summary>
    /// <param name="canonical">Canonical URL, <c>|version</c> allowed.</param>
    public SnapshotOutcome? Snapshot(string canonical) => Snapshot(canonical, []);

    /// <summary>Generates the snapshot of a StructureDefinition that need not be in the set, over profiles that are.</summary>
    public SnapshotOutcome Generate(ResourceDocument structureDefinition)
    {
        ArgumentNullException.ThrowIfNull(structureDefinition);
        return Generate(structureDefinition, []);
    }

    /// <summary>A profile as the validator walks it; null when it is not at hand or no snapshot can be made of it.</summary>
    internal CompiledProfile? Compile(string canonical)
    {
        if (_compiled.TryGetValue(canonical, out var known))
            return known;
        if (Snapshot(canonical) is not { Snapshot: { } snapshot } outcome)
            return null;
        return _compiled.GetOrAdd(canonical, new ProfileCompiler(this, snapshot).Compile(DefinitionOf(canonical)!.Root, outcome.Issues));
    }

    /// <summary>As <see cref="Compile"/>, with everything kept that must be supported.</summary>
    internal CompiledProfile? CompileMustSupport(string canonical)
    {
        if (_mustSupport.TryGetValue(canonical, out var known))
            return known;
        if (Snapshot(canonical) is not { Snapshot: { } snapshot } outcome)
            return null;
        return _mustSupport.GetOrAdd(canonical, new ProfileCompiler(this, snapshot, keepMustSupport: true).Compile(DefinitionOf(canonical)!.Root, outcome.Issues));
    }

    private ResourceDocument? DefinitionOf(string canonical)
    {
        var bar = canonical.IndexOf('|', StringComparison.Ordinal);
        return bar < 0 ? Definitions.Find("StructureDefinition", canonical, null) : Definitions.Find("StructureDefinition", canonical[..bar], canonical[(bar + 1)..]);
    }

    private SnapshotOutcome? Snapshot(string canonical, HashSet<string> pending)
    {
        if (_snapshots.TryGetValue(canonical, out var known))
            return known;
        if (DefinitionOf(canonical) is not { } definition)
            return null;
        if (!pending.Add(canonical))
            return new SnapshotOutcome(null, [Issue.Error(IssueTypes.Invalid, "SNAP-CYCLE", $"The profile {canonical} is based on itself.", null, "FHIR R4 profiling.html#snapshot")]);
        var outcome = Generate(definition, pending);
        pending.Remove(canonical);
        return _snapshots.GetOrAdd(canonical, outcome);
    }

    private SnapshotOutcome Generate(ResourceDocument definition, HashSet<string> pending) =>
        new SnapshotGenerator(definition, url => Snapshot(url, pending)?.Snapshot).Generate();
}

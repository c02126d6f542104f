using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Profiles;

/// <summary>What stands where in the list of elements that a snapshot is when it is published.</summary>
/// <param name="Path">As <c>Observation.component.value[x]</c>.</param>
/// <param name="Id">As <c>Observation.component:systolic.value[x]</c>.</param>
/// <param name="Element">The element.</param>
public readonly record struct SnapshotEntry(string Path, string Id, SnapshotElement Element);

/// <summary>A profile with everything that holds for its elements (FHIR R4 profiling.html#snapshot), generated from differentials. Immutable.</summary>
public sealed class ProfileSnapshot
{
    internal ProfileSnapshot(string url, string? version, TypeDefinition type, SnapshotElement root)
    {
        Url = url;
        Version = version;
        Type = type;
        Root = root;
    }

    /// <summary>Canonical URL.</summary>
    public string Url { get; }

    /// <summary>Business version, or null.</summary>
    public string? Version { get; }

    /// <summary>The type that it constrains.</summary>
    public TypeDefinition Type { get; }

    /// <summary>The element for the type itself.</summary>
    public SnapshotElement Root { get; }

    /// <summary>All elements as a published snapshot lists them: an element, what is below it, then its slices.</summary>
    public IEnumerable<SnapshotEntry> Entries() => Entries(Root, Root.Name, Root.Name);

    private static IEnumerable<SnapshotEntry> Entries(SnapshotElement element, string path, string id)
    {
        yield return new SnapshotEntry(path, id, element);
        foreach (var child in element.Children)
        {
            var name = child.IsChoice ? child.Name + "[x]" : child.Name;
            foreach (var entry in Entries(child, $"{path}.{name}", $"{id}.{name}"))
                yield return entry;
            foreach (var slice in child.Slices)
                foreach (var entry in Entries(slice, $"{path}.{name}", $"{id}.{name}:{slice.SliceName}"))
                    yield return entry;
        }
    }
}

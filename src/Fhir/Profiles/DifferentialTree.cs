using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;

namespace Carewright.Fhir.Profiles;

/// <summary>One element of a differential in its place; <see cref="Definition"/> is absent for what is only passed on the way to deeper elements.</summary>
internal sealed class DifferentialNode(string name, string? sliceName)
{
    /// <summary>Last part of the path as written: <c>code</c>, <c>value[x]</c>, <c>valueQuantity</c>.</summary>
    public string Name { get; } = name;

    public string? SliceName { get; } = sliceName;

    public Element Definition { get; set; }

    public List<DifferentialNode> Children { get; } = [];

    public DifferentialNode ChildFor(string childName, string? childSlice)
    {
        var child = Children.Find(other => other.Name == childName && other.SliceName == childSlice);
        if (child is null)
            Children.Add(child = new DifferentialNode(childName, childSlice));
        return child;
    }
}

/// <summary>
/// The list of a differential as a tree. An element's id says where it belongs, slices included (FHIR R4 elementdefinition.html#id); where ids are missing
/// or do not agree with the path, the order does: what follows a slice belongs to it.
/// </summary>
internal sealed class DifferentialTree
{
    private static readonly ElementName s_path = FhirModel.R4.ResolveName("path");
    private static readonly ElementName s_id = FhirModel.R4.ResolveName("id");
    private static readonly ElementName s_sliceName = FhirModel.R4.ResolveName("sliceName");

    private readonly List<(string Path, DifferentialNode Node)> _open = [];

    private DifferentialTree(string type)
    {
        Root = new DifferentialNode(type, null);
        _open.Add((type, Root));
    }

    public DifferentialNode Root { get; }

    /// <summary>Elements whose path does not start with the type.</summary>
    public List<Element> Strays { get; } = [];

    /// <param name="type">Name of the constrained type, with which every path starts.</param>
    /// <param name="elements">The <c>differential</c> or <c>snapshot</c> of a StructureDefinition.</param>
    public static DifferentialTree Of(string type, Element elements)
    {
        var tree = new DifferentialTree(type);
        foreach (var element in elements.Children("element"))
            tree.Add(element);
        return tree;
    }

    private void Add(Element element)
    {
        var path = element.Child(s_path).GetString() ?? "";
        var sliceName = element.Child(s_sliceName).GetString();
        if (path == Root.Name)
        {
            Root.Definition = element;
            Reopen(1);
        }
        else if (!path.StartsWith(Root.Name + ".", StringComparison.Ordinal))
            Strays.Add(element);
        else if (element.Child(s_id).GetString() is { } id && Parts(id, path, sliceName) is { } parts)
            AddAt(parts, element, path);
        else
            AddByOrder(element, path, sliceName);
    }

    /// <summary>The steps of an id; null when it does not agree with path and slice name.</summary>
    private static (string Name, string? Slice)[]? Parts(string id, string path, string? sliceName)
    {
        var steps = id.Split('.');
        var names = path.Split('.');
        if (steps.Length != names.Length)
            return null;
        var parts = new (string Name, string? Slice)[steps.Length];
        for (var i = 0; i < steps.Length; i++)
        {
            var colon = steps[i].IndexOf(':', StringComparison.Ordinal);
            parts[i] = colon < 0 ? (steps[i], null) : (steps[i][..colon], steps[i][(colon + 1)..]);
            if (parts[i].Name != names[i] && !IsShorthand(parts[i].Name, names[i]))
                return null;
        }
        return parts[^1].Slice == sliceName || IsShorthand(parts[^1].Name, names[^1]) ? parts : null;
    }

    private static bool IsShorthand(string choice, string name) =>
        choice.EndsWith("[x]", StringComparison.Ordinal) && name.Length > choice.Length - 3 && name.StartsWith(choice[..^3], StringComparison.Ordinal);

    private void AddAt((string Name, string? Slice)[] parts, Element element, string path)
    {
        Reopen(1);
        var names = path.Split('.');
        var at = Root;
        for (var i = 1; i < parts.Length; i++)
        {
            at = at.ChildFor(parts[i].Name, parts[i].Slice);
            _open.Add((string.Join('.', names[..(i + 1)]), at));
        }
        at.Definition = element;
    }

    private void AddByOrder(Element element, string path, string? sliceName)
    {
        while (_open.Count > 1 && !path.StartsWith(_open[^1].Path + ".", StringComparison.Ordinal))
            Reopen(_open.Count - 1);
        var (above, at) = _open[^1];
        var names = path[(above.Length + 1)..].Split('.');
        for (var i = 0; i < names.Length; i++)
        {
            above = $"{above}.{names[i]}";
            at = at.ChildFor(names[i], i == names.Length - 1 ? sliceName : null);
            _open.Add((above, at));
        }
        at.Definition = element;
    }

    private void Reopen(int count) => _open.RemoveRange(count, _open.Count - count);
}

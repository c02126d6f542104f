using System.Text.Json;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Definitions.Format;

namespace Carewright.DefinitionCompiler;

/// <summary>
/// Turns snapshots into type records. An element with children of its own becomes a backbone type named by its path; a content reference
/// takes the type it points to.
/// </summary>
/// <param name="schema">Says what R4 is.</param>
/// <param name="supplement">By path, the elements of R4 for which the package has those of a later version.</param>
internal sealed class StructureCompiler(SchemaFilter schema, JsonElement supplement)
{
    private const string FhirTypeExtension = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type";
    private const string BestPracticeExtension = "http://hl7.org/fhir/StructureDefinition/elementdefinition-bestpractice";
    private static readonly string[] s_strengths = ["required", "extensible", "preferred", "example"];

    private readonly List<Draft> _drafts = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<InvariantRecord> _invariants = [];

    internal int Count => _drafts.Count;

    internal bool IsType(string name) => _numbers.ContainsKey(name);

    /// <summary>Takes the specialisations of R4 among the resources; profiles on types, logical models and operations are not types.</summary>
    internal void Add(IEnumerable<JsonElement> resources)
    {
        foreach (var resource in resources)
        {
            if (resource.Text("resourceType") != "StructureDefinition" || resource.Text("derivation") == "constraint" || resource.Text("kind") == "logical")
                continue;
            if (resource.Text("kind") == "resource" && !resource.Flag("abstract") && !schema.HasType(resource.Text("type")!))
                continue;
            AddStructure(resource);
        }
    }

    /// <summary>Writes the contents of all types; the rest of the section then starts with <see cref="WriteIndex"/>.</summary>
    internal void WriteContents(DefinitionWriter to)
    {
        foreach (var draft in _drafts)
        {
            draft.ContentOffset = to.Position;
            draft.Content = ToContent(draft);
            draft.Content.Write(to);
        }
    }

    internal void WriteIndex(DefinitionWriter to)
    {
        to.List(_invariants, i => i.Write(to));
        to.List([.. _drafts.SelectMany(d => d.Content!.Elements).Select(e => e.Name).Distinct(StringComparer.Ordinal)], to.String);
        to.List(_drafts, d => ToRecord(d).Write(to));
    }

    private void AddStructure(JsonElement structure)
    {
        var elements = structure.GetProperty("snapshot").GetProperty("element").EnumerateArray()
            .SelectMany(Supplemented).Where(e => IsInR4(e.Text("path")!, e)).ToArray();
        var parents = elements.Select(e => ParentOf(e.Text("path")!)).ToHashSet(StringComparer.Ordinal);
        foreach (var element in elements)
        {
            var path = element.Text("path")!;
            if (path.Contains('.', StringComparison.Ordinal) && !parents.Contains(path))
                continue;
            _numbers.Add(path, _drafts.Count);
            _drafts.Add(new Draft(path, structure, element, [.. elements.Where(e => ParentOf(e.Text("path")!) == path)]));
        }
    }

    private IEnumerable<JsonElement> Supplemented(JsonElement element)
    {
        var path = element.Text("path")!;
        if (supplement.TryGetProperty(path, out var elements))
            return elements.EnumerateArray();
        return supplement.EnumerateObject().Any(s => path.StartsWith(s.Name + ".", StringComparison.Ordinal)) ? [] : [element];
    }

    private bool IsInR4(string path, JsonElement element)
    {
        // A removed parent takes its children along: the walk down the schema finds no definition for them.
        for (var at = path; at.Contains('.', StringComparison.Ordinal); at = ParentOf(at))
        {
            var name = at[(at.LastIndexOf('.') + 1)..];
            var probe = name.EndsWith("[x]", StringComparison.Ordinal) ? ChoiceName(name, element) : name;
            if (probe is not null && !schema.HasProperty(ParentOf(at), probe))
                return false;
        }
        return true;
    }

    private static string? ChoiceName(string name, JsonElement element) =>
        element.Items("type").FirstOrDefault() is { ValueKind: JsonValueKind.Object } type
            ? string.Concat(name.AsSpan(0, name.Length - 3), type.Text("code")![..1].ToUpperInvariant(), type.Text("code").AsSpan(1))
            : null;

    private static string ParentOf(string path) => path.LastIndexOf('.') is var dot and >= 0 ? path[..dot] : "";

    private TypeRecord ToRecord(Draft draft)
    {
        var primitive = draft.Kind == TypeKind.Primitive ? Enum.Parse<PrimitiveKind>(draft.Path, ignoreCase: true) : PrimitiveKind.None;
        return new TypeRecord(draft.Path, (byte)draft.Kind, BaseOf(draft), draft.IsAbstract, (byte)primitive, draft.Content!.Elements.Length, draft.ContentOffset);
    }

    private TypeContentRecord ToContent(Draft draft)
    {
        // The parser marks the elements it has seen in the bits of one word.
        if (draft.Children.Length > 64)
            throw new InvalidDataException($"{draft.Path} has more than 64 elements.");
        var children = draft.Kind == TypeKind.Primitive ? draft.Children.Where(c => !c.Text("path")!.EndsWith(".value", StringComparison.Ordinal)) : draft.Children;
        return new TypeContentRecord([.. children.Select(c => ToElement(draft, c))], [.. Invariants(draft.Root)]);
    }

    private int BaseOf(Draft draft)
    {
        var name = draft.Kind == TypeKind.Backbone
            ? draft.Root.Items("type").First().Text("code")
            : draft.Structure.Text("baseDefinition")?.LastSegment();
        return name is null ? -1 : _numbers[name];
    }

    private ElementRecord ToElement(Draft owner, JsonElement element)
    {
        var path = element.Text("path")!;
        var name = path[(path.LastIndexOf('.') + 1)..];
        var isChoice = name.EndsWith("[x]", StringComparison.Ordinal);
        var types = TypesOf(owner, path, element);
        var flags = (isChoice ? ElementFlags.Choice : 0) | (element.Flag("isModifier") ? ElementFlags.Modifier : 0)
            | (element.Flag("isSummary") ? ElementFlags.Summary : 0)
            | (element.Texts("representation").Contains("xmlAttr") ? ElementFlags.XmlAttribute : 0)
            | (element.Text("contentReference") is null ? 0 : ElementFlags.ContentReference);
        var (strength, valueSet) = BindingOf(element);
        var max = element.Text("max") is "*" ? -1 : int.Parse(element.Text("max")!, System.Globalization.CultureInfo.InvariantCulture);
        // What the type itself demands is checked with the type; here only what this element adds.
        var own = types.Length == 0 ? [] : Invariants(element).Except(Invariants(_drafts[types[0].Type].Root));
        return new ElementRecord(isChoice ? name[..^3] : name, flags, element.GetProperty("min").GetInt32(), max, types, strength, valueSet, [.. own]);
    }

    private ElementTypeRecord[] TypesOf(Draft owner, string path, JsonElement element)
    {
        if (element.Text("contentReference") is { } reference)
            return [new ElementTypeRecord(_numbers[reference[(reference.IndexOf('#', StringComparison.Ordinal) + 1)..]], [], [])];
        if (_numbers.TryGetValue(path, out var backbone) && path.Contains('.', StringComparison.Ordinal))
            return [new ElementTypeRecord(backbone, [], [])];
        return [.. element.Items("type")
            .Select(type => (Json: type, Name: TypeName(owner, path, type)))
            .Where(t => _numbers.ContainsKey(t.Name))
            .Select(t => new ElementTypeRecord(_numbers[t.Name], [.. t.Json.Texts("targetProfile").Select(p => p.LastSegment()).Where(_numbers.ContainsKey)],
                t.Json.Texts("profile")))];
    }

    private static string TypeName(Draft owner, string path, JsonElement type)
    {
        var code = type.Text("code")!;
        if (!code.StartsWith("http://hl7.org/fhirpath/", StringComparison.Ordinal))
            return code;
        // R4 publishes Resource.id as a string; resource.html defines it as an id.
        if (owner.Kind == TypeKind.Resource && path.EndsWith(".id", StringComparison.Ordinal))
            return "id";
        var named = type.Items("extension").Where(e => e.Text("url") == FhirTypeExtension).Select(e => e.Text("valueUrl") ?? e.Text("valueUri"));
        return named.FirstOrDefault() ?? "string";
    }

    private static (int Strength, string? ValueSet) BindingOf(JsonElement element)
    {
        if (!element.TryGetProperty("binding", out var binding) || binding.Text("valueSet") is not { } valueSet)
            return (-1, null);
        return (Array.IndexOf(s_strengths, binding.Text("strength")), valueSet.WithoutVersion());
    }

    private IEnumerable<int> Invariants(JsonElement element)
    {
        foreach (var constraint in element.Items("constraint"))
        {
            if (constraint.Text("expression") is not { } expression)
                continue;
            var isBestPractice = constraint.Items("extension").Any(e => e.Text("url") == BestPracticeExtension && e.Flag("valueBoolean"));
            var record = new InvariantRecord(constraint.Text("key")!, constraint.Text("severity") == "error", isBestPractice, constraint.Text("human")!, expression);
            var number = _invariants.IndexOf(record);
            if (number < 0)
            {
                number = _invariants.Count;
                _invariants.Add(record);
            }
            yield return number;
        }
    }

    private sealed record Draft(string Path, JsonElement Structure, JsonElement Root, JsonElement[] Children)
    {
        internal TypeKind Kind => Path.Contains('.', StringComparison.Ordinal) ? TypeKind.Backbone : Structure.Text("kind") switch
        {
            "primitive-type" => TypeKind.Primitive,
            "complex-type" => TypeKind.Complex,
            _ => TypeKind.Resource,
        };

        internal int ContentOffset { get; set; }

        internal TypeContentRecord? Content { get; set; }

        internal bool IsAbstract => Kind != TypeKind.Backbone && Structure.Flag("abstract");
    }
}

using Carewright.Fhir.Json;
using Carewright.Terminology.Concepts;

namespace Carewright.Terminology.Sources;

/// <summary>Reads a CodeSystem resource (FHIR R4 codesystem.html) into a table.</summary>
public static class CodeSystemReader
{
    private const string StandardPropertyPrefix = "http://hl7.org/fhir/concept-properties#";

    /// <summary>The table; null when the resource has no url. Concepts without code are left out, repeated codes keep their first place and gain its later parents.</summary>
    public static CodeSystemTable? Read(ResourceDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (HeaderOf(document.Root) is not { } header)
            return null;
        var walk = new Walk(document.Root, header);
        walk.Concepts(document.Root, -1);
        walk.Link();
        return walk.Builder.Build();
    }

    /// <summary>What a CodeSystem resource says of itself; null without a url.</summary>
    public static CodeSystemHeader? HeaderOf(Element root)
    {
        if (root.Child("url").GetString() is not { } url)
            return null;
        return new CodeSystemHeader(url, root.Child("version").GetString(), root.Child("name").GetString() ?? root.Child("title").GetString() ?? url)
        {
            Title = root.Child("title").GetString(),
            IsCaseSensitive = root.Child("caseSensitive").TryGetBoolean(out var isCaseSensitive) && isCaseSensitive,
            Content = ContentOf(root.Child("content").GetString()),
            Language = root.Child("language").GetString(),
            ValueSet = root.Child("valueSet").GetString(),
            HierarchyMeaning = root.Child("hierarchyMeaning").GetString(),
            Supplements = root.Child("supplements").GetString(),
            Properties = [.. root.Children("property").Where(one => one.Child("code").HasValue).Select(PropertyOf)],
        };
    }

    private static SystemContent ContentOf(string? code) => code switch
    {
        "complete" => SystemContent.Complete,
        "example" => SystemContent.Example,
        "not-present" => SystemContent.NotPresent,
        "supplement" => SystemContent.Supplement,
        _ => SystemContent.Fragment,
    };

    private static PropertyDefinition PropertyOf(Element property) =>
        new(property.Child("code").GetString()!, KindOf(property.Child("type").GetString()), property.Child("uri").GetString(), property.Child("description").GetString());

    private static PropertyKind KindOf(string? type) => type switch
    {
        "code" => PropertyKind.Code,
        "Coding" => PropertyKind.Coding,
        "integer" => PropertyKind.Integer,
        "boolean" => PropertyKind.Boolean,
        "dateTime" => PropertyKind.DateTime,
        "decimal" => PropertyKind.Decimal,
        _ => PropertyKind.String,
    };

    /// <summary>One pass over the concepts, nested and linked.</summary>
    private sealed class Walk
    {
        private readonly List<(int Key, string Other, bool OtherIsParent)> _links = [];
        private readonly Dictionary<string, string> _standard;

        internal Walk(Element root, CodeSystemHeader header)
        {
            Builder = new CodeSystemBuilder(header);
            _standard = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var property in header.Properties)
                _standard[property.Code] = property.Uri is { } uri && uri.StartsWith(StandardPropertyPrefix, StringComparison.Ordinal) ? uri[StandardPropertyPrefix.Length..] : property.Code;
        }

        internal CodeSystemBuilder Builder { get; }

        internal void Concepts(Element holder, int parent)
        {
            foreach (var concept in holder.Children("concept"))
            {
                if (concept.Child("code").GetString() is not { } code)
                    continue;
                var (before, key) = (Builder.Count, Builder.Add(code, concept.Child("display").GetString(), ConceptTraits.None, concept.Child("definition").GetString()));
                if (parent >= 0)
                    Builder.AddParent(key, parent);
                if (Builder.Count > before)
                    Details(concept, key);
                Concepts(concept, key);
            }
        }

        internal void Link()
        {
            foreach (var (key, other, otherIsParent) in _links)
            {
                if (Builder.Find(other) is var found and >= 0)
                    Builder.AddParent(otherIsParent ? key : found, otherIsParent ? found : key);
            }
        }

        private void Details(Element concept, int key)
        {
            foreach (var designation in concept.Children("designation"))
            {
                if (designation.Child("value").GetString() is { } value)
                    Builder.AddDesignation(key, new Designation(designation.Child("language").GetString(), CodingOf(designation.Child("use")), value));
            }
            foreach (var property in concept.Children("property"))
            {
                if (property.Child("code").GetString() is { } code && property.Child("value") is { Exists: true } value)
                    Property(key, code, value);
            }
        }

        private void Property(int key, string code, Element value)
        {
            var text = value.GetString() ?? value.Child("code").GetString();
            if (text is null)
                return;
            switch (_standard.GetValueOrDefault(code, code))
            {
                case "parent" or "subsumedBy":
                    _links.Add((key, text, true));
                    return;
                case "child":
                    _links.Add((key, text, false));
                    return;
                case "inactive" when text == "true":
                case "status" when text is "retired" or "inactive":
                    Builder.Mark(key, ConceptTraits.Inactive);
                    break;
                case "notSelectable" or "abstract" when text == "true":
                    Builder.Mark(key, ConceptTraits.Abstract);
                    break;
            }
            Builder.AddProperty(key, new ConceptProperty(code, KindOf(value.Type?.Name), text, value.Child("system").GetString(), value.Child("display").GetString()));
        }

        private static TermCoding? CodingOf(Element coding) =>
            coding.Child("code").GetString() is { } code ? new TermCoding(coding.Child("system").GetString(), code, coding.Child("display").GetString()) : null;
    }
}

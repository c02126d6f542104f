using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Path;
using Carewright.Kernel;

namespace Carewright.Fhir.Validation;

/// <summary>One validation: walks the tree once against the base types, then each resource against its profiles, and collects issues.</summary>
internal sealed partial class ValidationRun
{
    private readonly ResourceDocument _document;
    private readonly ValidationOptions _options;
    private readonly ProfileWalk? _profiles;
    private BundleIndex? _bundle;

    public ValidationRun(ResourceDocument document, ValidationOptions options)
    {
        _document = document;
        _options = options;
        _profiles = options.Definitions is { } definitions ? new ProfileWalk(this, definitions) : null;
    }

    public ValidationOptions Options => _options;

    public void Validate() => Resource(_document.Root, _document.Root);

    /// <summary>A resource: the root, an entry's, or a contained one.</summary>
    /// <param name="resource">The resource, which is FHIRPath's %resource for all in it.</param>
    /// <param name="container">The resource that contains it; itself when it is contained in none. FHIRPath's %rootResource.</param>
    private void Resource(Element resource, Element container)
    {
        if (resource.Type is not { } type)
            return;
        var rules = TypeRules.Of(type);
        var (outer, ids) = (_bundle, _ids);
        if (rules.Special == TypeSpecial.Bundle)
            _bundle = BundleRules.Check(resource, this);
        _ids = null;
        Complex(resource, rules, new ValidationScope(resource, container, null));
        ResourceRules.Check(resource, type, this);
        _profiles?.Claims(resource, isRoot: resource.Index == 0);
        (_bundle, _ids) = (outer, ids);
    }

    private void Complex(Element element, TypeRules rules, in ValidationScope scope)
    {
        Span<int> counts = stackalloc int[rules.Elements.Length];
        counts.Clear();
        foreach (var child in element.Children())
        {
            // Unknown elements and elements of another type than declared are the parser's to tell.
            if (child.Definition is not { } definition || !ReferenceEquals(definition.Owner, rules.Type))
                continue;
            var rule = rules.Elements[definition.Ordinal];
            if (++counts[definition.Ordinal] == definition.Max + 1)
                Report(
                    child, IssueTypes.Structure, "VAL-MAX", $"'{definition.Path}' may occur at most {Times(definition.Max)}.",
                    "FHIR R4 conformance-rules.html#cardinality");
            Child(child, rule, scope);
        }
        foreach (var ordinal in rules.Required)
            if (counts[ordinal] < rules.Elements[ordinal].Definition.Min)
                Report(
                    element, IssueTypes.Required, "VAL-MIN",
                    $"'{rules.Elements[ordinal].Definition.Path}' must occur at least {Times(rules.Elements[ordinal].Definition.Min)}.",
                    "FHIR R4 conformance-rules.html#cardinality");
        SpecialRules.Check(element, rules, scope, this, _options);
        if (_options.Invariants)
            Invariants(element, rules.Invariants, scope);
    }

    private void Child(Element child, ElementRules rule, in ValidationScope scope)
    {
        if (child.Type is not { } type)
            return;
        if (type.IsPrimitive)
            Primitive(child, type, rule, scope);
        else if (type.IsResource)
            Resource(child, rule.Definition.Name == "contained" ? scope.Container : child);
        else
            Complex(child, TypeRules.Of(type), scope with { Rules = rule });
        if (rule.IsBound)
            BindingRules.Check(child, type, rule, this);
        else if (rule.IsExtensible && HasCodes)
            CodeRules.Check(child, BindingStrength.Extensible, rule.Definition.Binding!.ValueSet, "FHIR R4 terminologies.html#strength", this);
        if (rule.Profiles.Length > 0)
            _profiles?.Apply(child, type, rule.Profiles);
        if (!_options.Invariants)
            return;
        // Resources are no elements; of an empty object the parser told.
        if (!type.IsResource && !NativeInvariants.Ele1(child) && child.Children().GetEnumerator().MoveNext())
            Invariant(child, "ele-1", "an element has a value or children");
        if (rule.Invariants.Length > 0)
            Invariants(child, rule.Invariants, scope);
    }

    private void Primitive(Element child, TypeDefinition type, ElementRules rule, in ValidationScope scope)
    {
        if (child.HasValue)
            PrimitiveRules.Check(child, type.Primitive, rule, scope, this);
        if (rule.IsElementId && child.HasValue)
            ElementId(child);
        if (child.Children().GetEnumerator().MoveNext())
            Complex(child, TypeRules.Of(type), scope with { Rules = rule });
        else if (_options.Invariants && TypeRules.Of(type).Invariants is { Length: > 0 } invariants)
            Invariants(child, invariants, scope);
    }

    private void Invariants(Element element, InvariantRule[] invariants, in ValidationScope scope)
    {
        foreach (var rule in invariants)
            Invariant(element, rule, scope.Resource, scope.Container, $"FHIR R4 {element.Type?.Name} {rule.Definition.Key}");
    }

    /// <summary>Evaluates an invariant and tells when it does not hold.</summary>
    public void Invariant(Element element, InvariantRule rule, Element resource, Element container, string spec)
    {
        var definition = rule.Definition;
        if (definition.IsBestPractice && _options.BestPractice is null)
            return;
        var severity = definition.IsBestPractice ? _options.BestPractice!.Value : definition.IsError ? IssueSeverity.Error : IssueSeverity.Warning;
        try
        {
            if (!rule.Expression.IsTrue(Context(element, resource, container)))
                Report(element, IssueTypes.Invariant, "VAL-INVARIANT", $"{definition.Key}: {definition.Human}", spec, severity);
        }
        catch (FhirPathException exception)
        {
            // The published expression does not fit this (invalid) content; what cannot be evaluated does not hold.
            var told = definition.IsError ? IssueSeverity.Error : IssueSeverity.Warning;
            Report(element, IssueTypes.Invariant, "VAL-INVARIANT", $"{definition.Key}: {definition.Human} (its expression could not be evaluated: {exception.Code})", spec, told);
        }
    }

    private static string Times(int count) => count == 1 ? "once" : $"{count} times";
}

/// <summary>Where the walk is.</summary>
/// <param name="Resource">The innermost resource.</param>
/// <param name="Container">The resource that contains it; itself when it is contained in none.</param>
/// <param name="Rules">The rules of the element whose children are walked; null for a resource.</param>
internal readonly record struct ValidationScope(Element Resource, Element Container, ElementRules? Rules);

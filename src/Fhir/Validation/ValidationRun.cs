using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Path;
using Carewright.Kernel;

namespace Carewright.Fhir.Validation;

/// <summary>One validation: walks the tree once and collects issues.</summary>
internal sealed class ValidationRun(ResourceDocument document, ValidationOptions options)
{
    private readonly List<Issue> _issues = [];
    private BundleIndex? _bundle;

    public IReadOnlyList<Issue> Issues => _issues;

    public void Validate() => Resource(document.Root, document.Root);

    /// <summary>Adds an issue unless there are enough.</summary>
    public void Report(Element at, string type, string code, string message, string? spec, IssueSeverity severity = IssueSeverity.Error)
    {
        if (_issues.Count > options.MaxIssues)
            return;
        if (_issues.Count == options.MaxIssues)
        {
            _issues.Add(Issue.Warning(IssueTypes.Informational, "VAL-MORE-ISSUES", "There are more problems than are reported."));
            return;
        }
        var (line, column) = at.Position();
        _issues.Add(new Issue(severity, type, code, message, at.Location(), spec, line, column));
    }

    /// <summary>A resource: the root, an entry's, or a contained one.</summary>
    /// <param name="resource">The resource, which is FHIRPath's %resource for all in it.</param>
    /// <param name="container">The resource that contains it; itself when it is contained in none. FHIRPath's %rootResource.</param>
    private void Resource(Element resource, Element container)
    {
        if (resource.Type is not { } type)
            return;
        var rules = TypeRules.Of(type);
        if (rules.Special == TypeSpecial.Bundle)
        {
            var outer = _bundle;
            _bundle = BundleRules.Check(resource, this);
            Complex(resource, rules, new ValidationScope(resource, container, null));
            _bundle = outer;
            return;
        }
        Complex(resource, rules, new ValidationScope(resource, container, null));
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
        SpecialRules.Check(element, rules, scope, this, options);
        if (options.Invariants)
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
        if (!options.Invariants)
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
        if (child.Children().GetEnumerator().MoveNext())
            Complex(child, TypeRules.Of(type), scope with { Rules = rule });
        else if (options.Invariants && TypeRules.Of(type).Invariants is { Length: > 0 } invariants)
            Invariants(child, invariants, scope);
    }

    private void Invariants(Element element, InvariantRule[] invariants, in ValidationScope scope)
    {
        foreach (var rule in invariants)
        {
            var definition = rule.Definition;
            if (definition.IsBestPractice && options.BestPractice is null)
                continue;
            var context = new FhirPathContext(element) { Resource = scope.Resource, RootResource = scope.Container };
            try
            {
                if (rule.Expression.IsTrue(context))
                    continue;
            }
            catch (FhirPathException exception)
            {
                // The published expression does not fit this (invalid) content; what cannot be evaluated does not hold.
                Invariant(element, definition.Key, $"{definition.Human} (its expression could not be evaluated: {exception.Code})", definition.IsError ? IssueSeverity.Error : IssueSeverity.Warning);
                continue;
            }
            var severity = definition.IsBestPractice ? options.BestPractice!.Value : definition.IsError ? IssueSeverity.Error : IssueSeverity.Warning;
            Invariant(element, definition.Key, definition.Human, severity);
        }
    }

    /// <summary>Tells a broken invariant.</summary>
    public void Invariant(Element element, string key, string human, IssueSeverity severity = IssueSeverity.Error) =>
        Report(element, IssueTypes.Invariant, "VAL-INVARIANT", $"{key}: {human}", $"FHIR R4 {element.Type?.Name} {key}", severity);

    /// <summary>The resource that an entry of the Bundle around has under that full URL; absent when none.</summary>
    public Element InBundle(string fullUrl) => _bundle?.Find(fullUrl) ?? default;

    private static string Times(int count) => count == 1 ? "once" : $"{count} times";
}

/// <summary>Where the walk is.</summary>
/// <param name="Resource">The innermost resource.</param>
/// <param name="Container">The resource that contains it; itself when it is contained in none.</param>
/// <param name="Rules">The rules of the element whose children are walked; null for a resource.</param>
internal readonly record struct ValidationScope(Element Resource, Element Container, ElementRules? Rules);

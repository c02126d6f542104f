using Carewright.Kernel;

namespace Carewright.Security;

/// <summary>Reads one labelling rule.</summary>
internal sealed class LabellingParser(PolicyVocabulary vocabulary, List<Issue> issues)
{
    public LabellingRule Read(PolicyJson json)
    {
        var name = json.Text("name", required: true) ?? "";
        json.Text("explanation");
        var types = vocabulary.Types(json.Texts("types", required: true), json.Join("types"));
        var filter = json.Text("filter");
        var writtenIn = json.Texts("writtenIn");
        var codes = json.Texts("codes").SelectMany(word => CodesOf(word, json)).ToArray();
        int? age = json.Has("ageBelow") ? json.Integer("ageBelow") : null;
        var care = json.Text("minorsConsentTo");
        if (care is not null && !LabellingRule.CareKinds.Contains(care))
            issues.Add(PolicyJson.Problem("POLICY-CARE-KIND", json.Join("minorsConsentTo"), $"'{care}' is not one of {string.Join(", ", LabellingRule.CareKinds)}."));
        var label = json.Object("label") is { } labelJson ? ReadLabel(labelJson) : null;
        var inherit = json.Object("inherit") is { } inheritJson ? ReadInheritance(inheritJson, types) : null;
        json.RefuseOthers();
        if ((label is null) == (inherit is null))
            issues.Add(PolicyJson.Problem("POLICY-LABELLING", json.Place, "A labelling rule has either 'label' or 'inherit'."));
        foreach (var type in filter is null ? [] : types)
            vocabulary.CheckFilter(type, filter!, json.Join("filter"));
        return new LabellingRule(name, types, filter, writtenIn, label, inherit) { Codes = codes, AgeBelow = age, MinorsConsentTo = care };
    }

    private IEnumerable<CodePattern> CodesOf(string word, PolicyJson json)
    {
        if (word.StartsWith('*') && vocabulary.CodeGroups.TryGetValue(word[1..], out var group))
            return group;
        if (CodePattern.Parse(word) is { } pattern)
            return [pattern];
        issues.Add(PolicyJson.Problem("POLICY-CODE-GROUP", json.Join("codes"), $"'{word}' is neither a group of codes nor SYSTEM|CODE."));
        return [];
    }

    private static SecurityLabel ReadLabel(PolicyJson json)
    {
        var label = new SecurityLabel(json.Text("system", required: true) ?? "", json.Text("code", required: true) ?? "", json.Text("display"));
        json.RefuseOthers();
        return label;
    }

    private LabelInheritance ReadInheritance(PolicyJson json, IReadOnlyList<string> types)
    {
        var inheritance = new LabelInheritance(json.Text("parameter"), json.Text("element"), json.Text("labelSystem", required: true) ?? "");
        json.RefuseOthers();
        if ((inheritance.Parameter is null) == (inheritance.Element is null))
            issues.Add(PolicyJson.Problem("POLICY-LABELLING", json.Place, "A label is inherited through either 'parameter' or 'element'."));
        foreach (var type in types)
        {
            if (inheritance.Parameter is { } parameter)
                vocabulary.CheckReferenceParameter(type, parameter, json.Join("parameter"));
            if (inheritance.Element is { } element)
                vocabulary.CheckElement(type, element, json.Join("element"));
        }
        return inheritance;
    }
}

using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;

namespace Carewright.Fhir.Path;

/// <summary>Steps along element names.</summary>
internal static class Navigation
{
    /// <summary>The children of a name; of a type's description its name and namespace.</summary>
    public static PathStep Child(ElementName name) => (evaluation, start) =>
    {
        int end = evaluation.Top;
        for (int i = start; i < end; i++)
        {
            FhirPathValue item = evaluation[i];
            if (item.IsElement)
            {
                foreach (Element child in item.Element.Children(name))
                {
                    evaluation.Push(FhirPathValue.Of(child));
                }
            }
            else if (item.Kind == FhirPathKind.TypeInfo)
            {
                TypeMember(evaluation, item, name.Text);
            }
        }

        evaluation.Settle(start, end);
    };

    /// <summary>At the start of a path a type's name means the focus itself when it is of that type ("Patient.name").</summary>
    public static PathStep TypeOrChild(TypeDefinition type, PathStep child) => (evaluation, start) =>
    {
        int kept = start;
        for (int i = start; i < evaluation.Top; i++)
        {
            if (evaluation[i].IsElement && evaluation[i].Element.Type?.IsSubtypeOf(type) == true)
            {
                evaluation[kept++] = evaluation[i];
            }
        }

        if (kept > start)
        {
            evaluation.Top = kept;
        }
        else
        {
            child(evaluation, start);
        }
    };

    /// <summary>All children of the items from <paramref name="from"/> to <paramref name="to"/>, pushed.</summary>
    public static void PushChildren(Evaluation evaluation, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            foreach (Element child in evaluation[i].Element.Children())
            {
                evaluation.Push(FhirPathValue.Of(child));
            }
        }
    }

    private static void TypeMember(Evaluation evaluation, in FhirPathValue item, string name)
    {
        (string space, string typeName) = item.TypeInfoValue;
        if (name is "name" or "namespace")
        {
            evaluation.Push(FhirPathValue.Of(name == "name" ? typeName : space));
        }
    }
}

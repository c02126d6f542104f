using System.Text;
using System.Text.Encodings.Web;
using Carewright.Synthesis.Catalog;
using Carewright.Synthesis.Fhir;
using Carewright.Synthesis.Histories;
using Carewright.Synthesis.Organisation;

namespace Carewright.Synthesis.Resources;

/// <summary>Writes CareTeam, Goal and CarePlan of patients who live with a long-term condition (US Core 6.1.0).</summary>
internal static class CareWriter
{
    private const int PlanDays = 365;
    private const int GoalDays = 180;

    public static void WriteTeam(ChartContext chart)
    {
        var json = chart.Json;
        chart.CareTeam = new ResourceRef(ResourceKind.CareTeam, chart.Ids.Next());
        json.Begin(ResourceKind.CareTeam, chart.CareTeam.Id, Profiles.CareTeam);
        chart.Status(chart.Person.Died is null ? "active" : "inactive");
        json.Text("name", $"Care team of {chart.Person.Name}");
        chart.Subject();
        json.OpenArray("participant");
        foreach (var post in Members(chart)) Participant(json, post.Display, post.Reference, Role(post));
        Participant(json, chart.Person.Name, chart.Person.Reference, new Code(CodeSystems.Role, "patient", "Patient"));
        if (chart.Guardian.Id is not null) Participant(json, null, chart.Guardian, new Code(CodeSystems.RoleCode, "GUARD", "guardian"));
        json.CloseArray();
        json.References("managingOrganization", chart.Clinic.Organization);
        json.End();
    }

    public static void WriteGoalsAndPlan(ChartContext chart)
    {
        var problems = chart.History.Problems.Where(problem => problem.Ailment.Kind == CourseKind.Chronic && problem.Abated is null && problem.Visits > 0).ToList();
        if (problems.Count == 0) return;
        var goals = problems.Where(problem => problem.Ailment.Goal.Length > 0).Select(problem => WriteGoal(chart, problem)).ToList();
        WritePlan(chart, problems, goals);
    }

    private static IEnumerable<Post> Members(ChartContext chart) => chart.History.Visits
        .Select(visit => visit.Clinician).Prepend(chart.History.PrimaryCare).Append(chart.Clinic.Nurse(chart.Person.Site)).Distinct();

    private static Code Role(Post post) => new(CodeSystems.Role, post.Role, post.Role == "nurse" ? "Nurse" : $"Physician, {post.Department.Display.ToLowerInvariant()}");

    private static void Participant(ResourceWriter json, string? name, ResourceRef member, Code role)
    {
        json.Item();
        json.Concepts("role", role);
        json.Reference("member", member, name);
        json.Close();
    }

    private static ResourceRef WriteGoal(ChartContext chart, Problem problem)
    {
        var json = chart.Json;
        var start = problem.TreatedSince ?? problem.RecordedAt!.Day;
        var reference = new ResourceRef(ResourceKind.Goal, chart.Ids.Next());
        json.Begin(ResourceKind.Goal, reference.Id, Profiles.Goal);
        json.Text("lifecycleStatus", chart.Person.Died is null ? "active" : "cancelled");
        json.Concept("achievementStatus", problem.NearGoal()
            ? new Code(CodeSystems.GoalAchievement, "achieved", "Achieved")
            : new Code(CodeSystems.GoalAchievement, "in-progress", "In Progress"));
        json.ConceptText("description", problem.Ailment.Goal);
        chart.Subject();
        json.Date("startDate", start);
        json.OpenArray("target");
        json.Item();
        if (problem.Ailment.Trends.Count > 0) Measure(json, problem.Ailment.Trends[0].Analyte, problem.Ailment.Goal);
        json.Date("dueDate", chart.History.LastDay.AddDays(chart.Person.Died is null ? GoalDays : 0));
        json.Close();
        json.CloseArray();
        json.References("addresses", problem.Reference, problem.Code.Display);
        json.End();
        return reference;
    }

    /// <summary>A target of dueDate alone is allowed; a measure needs a detail beside it (FHIR R4 goal.html gol-1).</summary>
    private static void Measure(ResourceWriter json, Analyte analyte, string goal)
    {
        if (analyte.Loinc.Length == 0) return;
        json.Concept("measure", analyte.Code);
        json.Text("detailString", goal);
    }

    private static void WritePlan(ChartContext chart, List<Problem> problems, List<ResourceRef> goals)
    {
        var json = chart.Json;
        json.Begin(ResourceKind.CarePlan, chart.Ids.Next(), Profiles.CarePlan);
        json.Open("text");
        json.Text("status", "generated");
        json.Text("div", Narrative(problems));
        json.Close();
        chart.Status(chart.Person.Died is null ? "active" : "revoked");
        json.Text("intent", "plan");
        chart.Category(CodeSystems.CarePlanCategory, "assess-plan", "Assessment and Plan of Treatment");
        json.Text("title", "Plan for long-term conditions");
        chart.Subject();
        json.Open("period");
        json.Date("start", problems[0].RecordedAt!.Day);
        json.Date("end", chart.History.LastDay.AddDays(chart.Person.Died is null ? PlanDays : 0));
        json.Close();
        json.Reference("author", chart.History.PrimaryCare.Reference, chart.History.PrimaryCare.Display);
        json.References("careTeam", chart.CareTeam);
        json.OpenArray("addresses");
        foreach (var problem in problems) json.ReferenceItem(problem.Reference, problem.Code.Display);
        json.CloseArray();
        Goals(json, goals);
        json.OpenArray("activity");
        foreach (var problem in problems) Activity(json, problem);
        json.CloseArray();
        json.End();
    }

    private static void Goals(ResourceWriter json, List<ResourceRef> goals)
    {
        if (goals.Count == 0) return;
        json.OpenArray("goal");
        foreach (var goal in goals) json.ReferenceItem(goal);
        json.CloseArray();
    }

    private static void Activity(ResourceWriter json, Problem problem)
    {
        json.Item();
        json.Open("detail");
        json.Text("status", "in-progress");
        json.Text("description", problem.Say(problem.Ailment.Advice));
        json.Close();
        json.Close();
    }

    private static string Narrative(List<Problem> problems)
    {
        var text = new StringBuilder("<div xmlns=\"http://www.w3.org/1999/xhtml\"><ul>");
        foreach (var problem in problems)
            text.Append("<li>").Append(HtmlEncoder.Default.Encode(problem.Code.Display)).Append(": ").Append(HtmlEncoder.Default.Encode(problem.Say(problem.Ailment.Advice))).Append("</li>");
        return text.Append("</ul></div>").ToString();
    }
}

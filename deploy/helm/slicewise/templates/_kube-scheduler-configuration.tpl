{{/* The KubeSchedulerConfiguration: of the second scheduler, or for an administrator to copy. */}}
{{- define "slicewise.kubeSchedulerConfiguration" -}}
{{- $second := eq .Values.mode "second-scheduler" -}}
{{- $tls := not (empty .Values.tls.secretName) -}}
{{- $scheduler := .Values.scheduler -}}
{{- $ip := default "CLUSTER-IP" .Values.service.clusterIP -}}
{{- $host := ternary (printf "[%s]" $ip) $ip (contains ":" $ip) -}}
{{- $address := ternary "127.0.0.1:8888" (printf "%s:%d" $host (int .Values.service.port)) $second -}}
{{- if $second -}}
# The second kube-scheduler, with slicewise beside it.
{{- else -}}
# kube-scheduler with slicewise as its extender: kube-scheduler --config=FILE
{{- end }}
apiVersion: kubescheduler.config.k8s.io/v1
kind: KubeSchedulerConfiguration
{{- if $second }}
leaderElection:
  leaderElect: true
  # A lease of its own: the cluster's own scheduler holds the one named kube-scheduler.
  resourceNamespace: {{ .Release.Namespace }}
  resourceName: {{ include "slicewise.fullname" . }}-scheduler
profiles:
  - schedulerName: {{ $scheduler.name }}
{{- else }}
clientConnection:
  kubeconfig: /etc/kubernetes/scheduler.conf
{{- end }}
# Show slicewise every node: with 0, large clusters show it a sample, and the one good place may be outside it.
percentageOfNodesToScore: {{ $scheduler.percentageOfNodesToScore }}
extenders:
  - urlPrefix: {{ default (printf "%s://%s" (ternary "https" "http" $tls) $address) $scheduler.urlPrefix }}
    filterVerb: filter
    prioritizeVerb: prioritize
    preemptVerb: preempt
{{- if .Values.carve.enabled }}
    bindVerb: bind
{{- end }}
    # A step of slicewise's score (0 to 10) counts 10 x weight beside the plugins' scores. 25 makes one step worth 250:
    # more than NodeResourcesFit and NodeResourcesBalancedAllocation together, less than affinity and spread together.
    weight: {{ $scheduler.weight }}
{{- if $tls }}
    enableHTTPS: true
    tlsConfig:
      # The name in slicewise's certificate, whatever address it is reached by.
      serverName: {{ include "slicewise.fullname" . }}.{{ .Release.Namespace }}.svc
      # Never leave this out: kube-scheduler would trust any certificate.
      caFile: {{ $scheduler.tlsConfig.caFile }}
{{- if .Values.tls.clientCA.secretName }}
      certFile: {{ $scheduler.tlsConfig.certFile }}
      keyFile: {{ $scheduler.tlsConfig.keyFile }}
{{- end }}
{{- end }}
    httpTimeout: {{ $scheduler.httpTimeout }}
    # Names instead of whole nodes: many times faster, and whole nodes lose their scores in Kubernetes 1.34 and later.
    nodeCacheCapable: true
    # While slicewise does not answer: false lets pods that ask for MIG instances wait, true schedules them without it.
    # All others are scheduled as ever.
    ignorable: {{ $scheduler.ignorable }}
    # Only pods that ask for one of these are sent to slicewise. There is no wildcard: add the names that your nodes
    # advertise and that are missing here, nvidia.com/gpu where the MIG strategy is "single", and .shared names where
    # time-slicing renames.
{{- if .Values.carve.enabled }}
    # ignoredByScheduler: kube-scheduler does not count them, slicewise alone does.
{{- end }}
    managedResources:
{{- $ignored := .Values.carve.enabled }}
{{- range .Files.Lines "files/managed-resources.yaml" }}
{{- if hasPrefix "- " . }}
      - { name: {{ trimPrefix "- " . }}, ignoredByScheduler: {{ $ignored }} }
{{- else if and (hasPrefix "# " .) (not (contains "npm run" .)) }}
      {{ . }}
{{- end }}
{{- end }}
{{- if $scheduler.extraManagedResources }}
      # of this cluster
{{- range $scheduler.extraManagedResources }}
      - { name: {{ . }}, ignoredByScheduler: false }
{{- end }}
{{- end }}
{{- end -}}

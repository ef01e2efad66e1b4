{{/* The SlicewiseConfiguration: what the values say, and what only the chart can know. */}}
{{- define "slicewise.configuration" -}}
apiVersion: slicewise.dev/v1alpha1
kind: SlicewiseConfiguration
cluster:
  maxStateAge: {{ .Values.configuration.cluster.maxStateAge }}
  migConfigMaps: {{ toJson (default list .Values.configuration.cluster.migConfigMaps) }}
extender:
  listen: {{ ternary "127.0.0.1:8888" (printf ":%d" (int .Values.service.port) | quote) (eq .Values.mode "second-scheduler") }}
  bodyLimit: {{ .Values.configuration.extender.bodyLimit }}
  bind: {{ .Values.carve.enabled }}
  shutdownDelay: {{ .Values.configuration.extender.shutdownDelay }}
{{- if or .Values.carve.enabled .Values.writes.events }}
  leaseNamespace: {{ .Release.Namespace }}
{{- end }}
{{- if .Values.tls.secretName }}
  tls:
    certFile: /etc/slicewise-tls/tls.crt
    keyFile: /etc/slicewise-tls/tls.key
{{- if .Values.tls.clientCA.secretName }}
    clientCAFile: /etc/slicewise-client-ca/ca.crt
{{- end }}
{{- end }}
operations:
  listen: ":{{ .Values.service.operationsPort }}"
decisions:
  policy: {{ .Values.configuration.decisions.policy }}
  modelCosts: {{ toJson .Values.configuration.decisions.modelCosts }}
demand:
  halfLife: {{ .Values.configuration.demand.halfLife }}
  mix: {{ toJson .Values.configuration.demand.mix }}
{{- if .Values.writes.demand }}
  configMap: {{ .Release.Namespace }}/{{ include "slicewise.fullname" . }}-demand
{{- end }}
advisor:
  threshold: {{ .Values.configuration.advisor.threshold }}
  hysteresis: {{ .Values.configuration.advisor.hysteresis }}
  hold: {{ .Values.configuration.advisor.hold }}
  coolDown: {{ .Values.configuration.advisor.coolDown }}
  maxMoves: {{ .Values.configuration.advisor.maxMoves }}
  capacityShare: {{ .Values.configuration.advisor.capacityShare }}
  timeLimit: {{ .Values.configuration.advisor.timeLimit }}
  events: {{ .Values.writes.events }}
pools:
  label: {{ .Values.configuration.pools.label | quote }}
metrics:
  perGpu: {{ .Values.configuration.metrics.perGpu }}
logLevel: {{ .Values.configuration.logLevel }}
{{- end -}}
